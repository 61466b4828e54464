package main

import (
	"bytes"
	_ "embed"
	"fmt"

	nodefast "sigs.k8s.io/kwok/kustomize/stage/node/fast"
	podfast "sigs.k8s.io/kwok/kustomize/stage/pod/fast"
	kwokv1alpha1 "sigs.k8s.io/kwok/pkg/apis/v1alpha1"
	"sigs.k8s.io/yaml"
)

// failingStages are what a kubelet does with a pod that cannot run, for pods that ask for it by a label.
//
//go:embed stages/failing-pods.yaml
var failingStages string

// crashLoops are crash loops turn by turn, for pods that ask for them by the same label.
//
//go:embed stages/crash-loops.yaml
var crashLoops string

// chaosContainer and chaosInitContainer are kwok's own, unchanged (kustomize/stage/pod/chaos of its module, under the Apache License 2.0),
// which no package of it embeds. A pod asks for one by the label NAME.stage.kwok.x-k8s.io: "true", and fails once and for all.
//
//go:embed stages/chaos/pod-container-running-failed.yaml
var chaosContainer string

//go:embed stages/chaos/pod-init-container-running-failed.yaml
var chaosInitContainer string

// failingLabel on a pod says how it fails: crash-loop, image-pull, restarts or init-restarts.
const failingLabel = `.metadata.labels["quartermaster.test/fails"]`

// kubeletStages says what the fake kubelets do: kwok's own fast stages, in which every pod becomes ready at once, but
// not the pods that shall fail.
func kubeletStages() ([]byte, error) {
	ready, err := exceptFailing(podfast.DefaultPodReady)
	if err != nil {
		return nil, err
	}
	complete, err := exceptFailing(podfast.DefaultPodComplete)
	if err != nil {
		return nil, err
	}
	return bytes.Join([][]byte{
		[]byte(nodefast.DefaultNodeInit), ready, complete, []byte(podfast.DefaultPodDelete), []byte(failingStages),
		[]byte(crashLoops), []byte(chaosContainer), []byte(chaosInitContainer),
	}, []byte("\n---\n")), nil
}

func exceptFailing(text string) ([]byte, error) {
	var stage kwokv1alpha1.Stage
	if err := yaml.UnmarshalStrict([]byte(text), &stage); err != nil {
		return nil, fmt.Errorf("kwok's own stage: %w", err)
	}
	stage.Spec.Selector.MatchExpressions = append(stage.Spec.Selector.MatchExpressions, kwokv1alpha1.MatchExpression{
		JQ: &kwokv1alpha1.SelectorJQ{Key: failingLabel, Operator: kwokv1alpha1.SelectorOpDoesNotExist},
	})
	return yaml.Marshal(stage)
}
