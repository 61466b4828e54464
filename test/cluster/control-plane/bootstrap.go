package main

import (
	"context"
	"fmt"
	"os"
	"time"

	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apiextensions "k8s.io/apiextensions-apiserver/pkg/client/clientset/clientset"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
	apiregistrationv1 "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
	aggregator "k8s.io/kube-aggregator/pkg/client/clientset_generated/clientset"
	"k8s.io/utils/ptr"
	"sigs.k8s.io/kwok/kustomize/crd"
	"sigs.k8s.io/yaml"
)

type clients struct {
	core       kubernetes.Interface
	extensions apiextensions.Interface
	aggregator aggregator.Interface
}

func connect(c *cluster) (clients, error) {
	config, err := clientcmd.BuildConfigFromFlags("", c.systemKubeconfig)
	if err != nil {
		return clients{}, err
	}
	config.QPS, config.Burst = 100, 200
	return clients{
		core:       kubernetes.NewForConfigOrDie(config),
		extensions: apiextensions.NewForConfigOrDie(config),
		aggregator: aggregator.NewForConfigOrDie(config),
	}, nil
}

func waitForAPIServer(ctx context.Context, clients clients) error {
	return poll(ctx, "the API server is not ready", func(ctx context.Context) bool {
		answer, err := clients.core.Discovery().RESTClient().Get().AbsPath("/readyz").DoRaw(ctx)
		return err == nil && string(answer) == "ok"
	})
}

// createObjects makes what a cluster has before anybody uses it: nodes, the kinds that hold fake logs, the usage API.
func createObjects(ctx context.Context, c *cluster, clients clients, usagePort int32) error {
	for _, text := range [][]byte{crd.Logs, crd.ClusterLogs} {
		var definition apiextensionsv1.CustomResourceDefinition
		if err := yaml.Unmarshal(text, &definition); err != nil {
			return err
		}
		_, err := clients.extensions.ApiextensionsV1().CustomResourceDefinitions().Create(ctx, &definition, metav1.CreateOptions{})
		if err != nil {
			return err
		}
	}
	for number := 1; number <= c.nodes; number++ {
		if _, err := clients.core.CoreV1().Nodes().Create(ctx, node(fmt.Sprintf("node-%d", number)), metav1.CreateOptions{}); err != nil {
			return err
		}
	}
	return registerUsage(ctx, c, clients, usagePort)
}

func node(name string) *corev1.Node {
	resources := corev1.ResourceList{
		corev1.ResourceCPU:    resource.MustParse("32"),
		corev1.ResourceMemory: resource.MustParse("256Gi"),
		corev1.ResourcePods:   resource.MustParse("1000"),
	}
	return &corev1.Node{
		ObjectMeta: metav1.ObjectMeta{Name: name, Labels: map[string]string{
			corev1.LabelHostname: name, corev1.LabelOSStable: "linux", corev1.LabelArchStable: "amd64",
		}},
		Status: corev1.NodeStatus{Allocatable: resources, Capacity: resources},
	}
}

// registerUsage tells the API server to pass metrics.k8s.io on to this process. An external name is the one kind of
// service that may lead to loopback. The role is metrics-server's own: who may view, may see usage.
func registerUsage(ctx context.Context, c *cluster, clients clients, port int32) error {
	service := &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Name: usageService, Namespace: usageNamespace},
		Spec:       corev1.ServiceSpec{Type: corev1.ServiceTypeExternalName, ExternalName: "localhost"},
	}
	if _, err := clients.core.CoreV1().Services(usageNamespace).Create(ctx, service, metav1.CreateOptions{}); err != nil {
		return err
	}
	reader := &rbacv1.ClusterRole{
		ObjectMeta: metav1.ObjectMeta{Name: "system:aggregated-metrics-reader", Labels: map[string]string{
			"rbac.authorization.k8s.io/aggregate-to-view":  "true",
			"rbac.authorization.k8s.io/aggregate-to-edit":  "true",
			"rbac.authorization.k8s.io/aggregate-to-admin": "true",
		}},
		Rules: []rbacv1.PolicyRule{{
			APIGroups: []string{usageGroup}, Resources: []string{"pods", "nodes"}, Verbs: []string{"get", "list", "watch"},
		}},
	}
	if _, err := clients.core.RbacV1().ClusterRoles().Create(ctx, reader, metav1.CreateOptions{}); err != nil {
		return err
	}
	authority, err := os.ReadFile(c.certificates.authority)
	if err != nil {
		return err
	}
	registration := &apiregistrationv1.APIService{
		ObjectMeta: metav1.ObjectMeta{Name: usageVersion + "." + usageGroup},
		Spec: apiregistrationv1.APIServiceSpec{
			Group: usageGroup, Version: usageVersion, GroupPriorityMinimum: 100, VersionPriority: 100, CABundle: authority,
			Service: &apiregistrationv1.ServiceReference{Namespace: usageNamespace, Name: usageService, Port: ptr.To(port)},
		},
	}
	_, err = clients.aggregator.ApiregistrationV1().APIServices().Create(ctx, registration, metav1.CreateOptions{})
	return err
}

// waitForCluster returns when a test may begin: nodes are ready, pods may be made and all API groups are served.
func waitForCluster(ctx context.Context, clients clients) error {
	if err := poll(ctx, "the nodes are not ready", func(ctx context.Context) bool {
		nodes, err := clients.core.CoreV1().Nodes().List(ctx, metav1.ListOptions{})
		if err != nil {
			return false
		}
		for _, node := range nodes.Items {
			// The taint goes a moment after the condition comes; until then nothing is scheduled.
			if !isReady(node) || len(node.Spec.Taints) > 0 {
				return false
			}
		}
		return true
	}); err != nil {
		return err
	}
	if err := poll(ctx, "the default service account is missing", func(ctx context.Context) bool {
		_, err := clients.core.CoreV1().ServiceAccounts("default").Get(ctx, "default", metav1.GetOptions{})
		return err == nil
	}); err != nil {
		return err
	}
	return poll(ctx, "the usage API is not served", func(ctx context.Context) bool {
		// Discovery in one document is what kubectl reads; it fills a moment after the API itself answers.
		groups, err := clients.core.Discovery().ServerGroups()
		if err != nil {
			return false
		}
		for _, group := range groups.Groups {
			if group.Name == usageGroup {
				_, err := clients.core.Discovery().ServerResourcesForGroupVersion(usageGroup + "/" + usageVersion)
				return err == nil
			}
		}
		return false
	})
}

func isReady(node corev1.Node) bool {
	for _, condition := range node.Status.Conditions {
		if condition.Type == corev1.NodeReady {
			return condition.Status == corev1.ConditionTrue
		}
	}
	return false
}

func poll(ctx context.Context, otherwise string, condition func(context.Context) bool) error {
	err := wait.PollUntilContextCancel(ctx, 50*time.Millisecond, true, func(ctx context.Context) (bool, error) {
		return condition(ctx), nil
	})
	if err != nil {
		return fmt.Errorf("%s: %w", otherwise, err)
	}
	return nil
}
