// Command pod-limits computes with Kubernetes' own code what the tests compare. It reads one question a line, {"pod": …} or
// {"quantity": "…"}, and writes one answer a line: {"memory", "cpu", "requested"}, the pod's limits in bytes and in thousandths of a
// CPU as the kubelet gives them to the runtime, and the bytes that the scheduler counts; {"nano"}, the quantity in units of 10⁻⁹; or
// {"error"}.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"os"

	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	helpers "k8s.io/component-helpers/resource"
)

type question struct {
	Pod      json.RawMessage `json:"pod"`
	Quantity *string         `json:"quantity"`
}

func main() {
	lines := json.NewDecoder(bufio.NewReader(os.Stdin))
	answers := json.NewEncoder(os.Stdout)
	for {
		var asked question
		if err := lines.Decode(&asked); err == io.EOF {
			return
		} else if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		answer, err := answer(asked)
		if err != nil {
			answer = map[string]string{"error": err.Error()}
		}
		if err := answers.Encode(answer); err != nil {
			os.Exit(1)
		}
	}
}

func answer(asked question) (map[string]string, error) {
	if asked.Quantity != nil {
		quantity, err := resource.ParseQuantity(*asked.Quantity)
		if err != nil {
			return nil, err
		}
		return map[string]string{"nano": nano(quantity)}, nil
	}
	var pod v1.Pod
	if err := json.Unmarshal(asked.Pod, &pod); err != nil {
		return nil, err
	}
	requests := helpers.PodRequests(&pod, helpers.PodResourcesOptions{})
	limits := helpers.PodLimits(&pod, helpers.PodResourcesOptions{ExcludeOverhead: true})
	return map[string]string{
		"memory":    fmt.Sprint(limits.Memory().Value()),
		"cpu":       fmt.Sprint(limits.Cpu().MilliValue()),
		"requested": fmt.Sprint(requests.Memory().Value()),
	}, nil
}

func nano(quantity resource.Quantity) string {
	decimal := quantity.AsDec()
	scale := big.NewInt(9 - int64(decimal.Scale()))
	return new(big.Int).Mul(decimal.UnscaledBig(), new(big.Int).Exp(big.NewInt(10), scale, nil)).String()
}
