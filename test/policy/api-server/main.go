// Command admission answers what an API server would of a ValidatingAdmissionPolicy: it compiles, type-checks and evaluates
// it with the API server's own packages. It reads questions as JSON, a list of {"policy", "requests", "typeCheck"}, and writes
// a list of {"warnings", "answers"}: what the type check says, and for each request the messages with which it is refused.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	v1 "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/admission/plugin/cel"
	"k8s.io/apiserver/pkg/admission/plugin/policy/validating"
	"k8s.io/apiserver/pkg/admission/plugin/webhook/matchconditions"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	"k8s.io/apiserver/pkg/cel/environment"
	"k8s.io/apiserver/pkg/cel/openapi/resolver"
	"k8s.io/kube-openapi/pkg/validation/spec"
	"sigs.k8s.io/kubectl-validate/pkg/openapiclient"
)

type request struct {
	Operation string         `json:"operation"`
	Namespace string         `json:"namespace"`
	Object    map[string]any `json:"object"`
	OldObject map[string]any `json:"oldObject"`
}

var (
	pods = schema.GroupVersionResource{Version: "v1", Resource: "pods"}
	pod  = schema.GroupVersionKind{Version: "v1", Kind: "Pod"}
)

type question struct {
	Policy    v1.ValidatingAdmissionPolicy `json:"policy"`
	Requests  []request                    `json:"requests"`
	TypeCheck bool                         `json:"typeCheck"`
}

type reply struct {
	Warnings []string   `json:"warnings"`
	Answers  [][]string `json:"answers"`
}

func main() {
	var questions []question
	check(json.NewDecoder(os.Stdin).Decode(&questions))
	replies := []reply{}
	for _, question := range questions {
		reply := reply{Warnings: []string{}, Answers: [][]string{}}
		if question.TypeCheck {
			reply.Warnings = typeCheck(&question.Policy)
		}
		validator := compile(&question.Policy)
		for _, request := range question.Requests {
			reply.Answers = append(reply.Answers, answer(validator, request))
		}
		replies = append(replies, reply)
	}
	check(json.NewEncoder(os.Stdout).Encode(replies))
}

// compile does what the API server does with a policy that it is given.
func compile(policy *v1.ValidatingAdmissionPolicy) validating.Validator {
	declared := cel.OptionalVariableDeclarations{HasAuthorizer: true}
	set := environment.MustBaseEnvSet(environment.DefaultCompatibilityVersion())
	composition, err := cel.NewCompositionEnv(cel.VariablesTypeName, set)
	check(err)
	compiler := cel.NewCompositedCompilerFromTemplate(composition)
	var variables []cel.NamedExpressionAccessor
	for _, variable := range policy.Spec.Variables {
		variables = append(variables, &validating.Variable{Name: variable.Name, Expression: variable.Expression})
	}
	compiler.CompileAndStoreVariables(variables, declared, environment.StoredExpressions)
	filter := func(accessors []cel.ExpressionAccessor, declared cel.OptionalVariableDeclarations) cel.Filter {
		filter := compiler.Compile(accessors, declared, environment.StoredExpressions)
		for _, err := range filter.CompilationErrors() {
			check(err)
		}
		return filter
	}
	var conditions, validations, messages []cel.ExpressionAccessor
	for i := range policy.Spec.MatchConditions {
		conditions = append(conditions, (*matchconditions.MatchCondition)(&policy.Spec.MatchConditions[i]))
	}
	for _, validation := range policy.Spec.Validations {
		validations = append(validations, &validating.ValidationCondition{Expression: validation.Expression, Message: validation.Message, Reason: validation.Reason})
		messages = append(messages, &validating.MessageExpressionCondition{MessageExpression: validation.MessageExpression})
	}
	matcher := matchconditions.NewMatcher(filter(conditions, declared), policy.Spec.FailurePolicy, "policy", "validate", policy.Name)
	return validating.NewValidator(filter(validations, declared), matcher, filter(nil, declared),
		filter(messages, cel.OptionalVariableDeclarations{}), policy.Spec.FailurePolicy)
}

func answer(validator validating.Validator, request request) []string {
	object := &unstructured.Unstructured{Object: request.Object}
	var old *unstructured.Unstructured
	attributes := admission.NewAttributesRecord(object, nil, pod, request.Namespace, object.GetName(), pods, "",
		admission.Operation(request.Operation), nil, false, nil)
	versioned := &admission.VersionedAttributes{Attributes: attributes, VersionedObject: object, VersionedKind: pod}
	if request.OldObject != nil {
		old = &unstructured.Unstructured{Object: request.OldObject}
		versioned.VersionedOldObject = old
	}
	namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: request.Namespace}}
	result := validator.Validate(context.Background(), pods, versioned, nil, namespace, celconfig.RuntimeCELCostBudget, nil)
	messages := []string{}
	for _, decision := range result.Decisions {
		if decision.Evaluation == validating.EvalError {
			check(fmt.Errorf("%s", decision.Message))
		}
		if decision.Action == validating.ActionDeny {
			messages = append(messages, decision.Message)
		}
	}
	return messages
}

func typeCheck(policy *v1.ValidatingAdmissionPolicy) []string {
	mapper := meta.NewDefaultRESTMapper([]schema.GroupVersion{{Version: "v1"}})
	mapper.AddSpecific(pod, pods, schema.GroupVersionResource{Version: "v1", Resource: "pod"}, meta.RESTScopeNamespace)
	checker := validating.TypeChecker{SchemaResolver: builtins{}, RestMapper: mapper}
	warnings := []string{}
	if len(checker.Check(probe)) == 0 {
		check(fmt.Errorf("the type check does not find a misspelt field"))
	}
	for _, warning := range checker.Check(policy) {
		warnings = append(warnings, warning.FieldRef+": "+warning.Warning)
	}
	return warnings
}

// probe shows that the type check knows pods.
var probe = &v1.ValidatingAdmissionPolicy{Spec: v1.ValidatingAdmissionPolicySpec{
	MatchConstraints: &v1.MatchResources{ResourceRules: []v1.NamedRuleWithOperations{{RuleWithOperations: v1.RuleWithOperations{
		Rule: v1.Rule{APIGroups: []string{""}, APIVersions: []string{"v1"}, Resources: []string{"pods"}},
	}}}},
	Validations: []v1.Validation{{Expression: "object.spec.runtimeClasName == ''"}},
}}

// builtins gives the API server's own schemas, as kubectl-validate carries them.
type builtins struct{}

func (builtins) ResolveSchema(kind schema.GroupVersionKind) (*spec.Schema, error) {
	paths, err := openapiclient.NewHardcodedBuiltins("1.30").Paths()
	if err != nil {
		return nil, err
	}
	document, err := paths["api/v1"].Schema("application/json")
	if err != nil {
		return nil, err
	}
	var parsed struct {
		Components struct {
			Schemas map[string]*spec.Schema `json:"schemas"`
		} `json:"components"`
	}
	if err := json.Unmarshal(document, &parsed); err != nil {
		return nil, err
	}
	return resolver.PopulateRefs(func(reference string) (*spec.Schema, bool) {
		found, ok := parsed.Components.Schemas[reference[len("#/components/schemas/"):]]
		return found, ok
	}, "#/components/schemas/io.k8s.api.core.v1."+kind.Kind)
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
