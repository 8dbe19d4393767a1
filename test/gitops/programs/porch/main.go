// Command porch renders a package as Porch does: in memory, with the library of kpt. A function is the entry point of an image, reads a
// ResourceList and writes one that the SDK for functions can parse.
//
//	porch PACKAGE IMAGE ENTRYPOINT
//
// The rendered package is written to the folder PACKAGE, and the results of the functions to stdout, as JSON.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"

	kptfile "github.com/kptdev/kpt/pkg/api/kptfile/v1"
	"github.com/kptdev/kpt/pkg/fn"
	"github.com/kptdev/kpt/pkg/lib/kptops"
	"github.com/kptdev/kpt/pkg/lib/runneroptions"
	sdk "github.com/kptdev/krm-functions-sdk/go/fn"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

func main() {
	if err := render(os.Args[1], function{image: os.Args[2], entrypoint: os.Args[3]}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func render(folder string, runtime fn.FunctionRuntime) error {
	memory := filesys.MakeFsInMemory()
	if err := read(folder, memory); err != nil {
		return err
	}
	var options runneroptions.RunnerOptions
	options.InitDefaults(runneroptions.GHCRImagePrefix)
	results, failure := kptops.NewRenderer(options).Render(context.Background(), memory, fn.RenderOptions{PkgPath: "/", Runtime: runtime})
	if err := json.NewEncoder(os.Stdout).Encode(results); err != nil {
		return err
	}
	if failure != nil {
		return failure
	}
	return write(memory, folder)
}

// function is a runtime with a single function.
type function struct{ image, entrypoint string }

func (f function) GetRunner(_ context.Context, wanted *kptfile.Function) (fn.FunctionRunner, error) {
	if wanted.Image != f.image {
		return nil, &fn.NotFoundError{Function: *wanted}
	}
	return f, nil
}

// Run fails as the server in Porch's pods does: if the function fails, and if its output cannot be parsed.
func (f function) Run(input io.Reader, output io.Writer) error {
	var stdout, stderr bytes.Buffer
	command := exec.Command(f.entrypoint)
	command.Stdin, command.Stdout, command.Stderr = input, &stdout, &stderr
	failure := command.Run()
	list, err := sdk.ParseResourceList(stdout.Bytes())
	if err != nil {
		return fmt.Errorf("cannot parse the output of %s: %w: %s", f.image, err, &stderr)
	}
	if failure != nil {
		return fmt.Errorf("%s: %w: %s: %s", f.image, failure, list.Results.Error(), &stderr)
	}
	_, err = stdout.WriteTo(output)
	return err
}

func read(folder string, memory filesys.FileSystem) error {
	return fs.WalkDir(os.DirFS(folder), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(filepath.Join(folder, path))
		if err != nil {
			return err
		}
		return memory.WriteFile("/"+path, text)
	})
}

func write(memory filesys.FileSystem, folder string) error {
	return memory.Walk("/", func(path string, info fs.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		text, err := memory.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(folder, path), text, 0o644)
	})
}
