package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"net"
	"net/http"
	"os"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/kubernetes"
	metrics "k8s.io/metrics/pkg/apis/metrics/v1beta1"
)

// The usage API, metrics.k8s.io/v1beta1, is made up here: no container runs, so there is nothing to measure. Each value
// is computed from the object's name, so that two readings agree and a test can compare `kubectl top` byte for byte.
// metrics-server fed by kwok's usage objects was set aside: it measures at most every 10 s, so each new pod would be
// waited for, and its release moves some forty pinned dependencies of the API server, CEL among them.
const (
	usageGroup     = "metrics.k8s.io"
	usageVersion   = "v1beta1"
	usageService   = "metrics-server"
	usageNamespace = "kube-system"
	usageRoot      = "/apis/" + usageGroup + "/" + usageVersion
)

type usageAPI struct{ core kubernetes.Interface }

// serveUsage answers the API server, which has already decided who may read what, and nobody else: the caller must
// hold the front proxy's certificate.
func serveUsage(c *cluster, core kubernetes.Interface) (int32, error) {
	authority, err := os.ReadFile(c.certificates.frontProxyAuthority)
	if err != nil {
		return 0, err
	}
	callers := x509.NewCertPool()
	callers.AppendCertsFromPEM(authority)
	certificate, err := tls.LoadX509KeyPair(c.certificates.server, c.certificates.serverKey)
	if err != nil {
		return 0, err
	}
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", c.ports.usage))
	if err != nil {
		return 0, err
	}
	server := &http.Server{
		Handler:           usageAPI{core}.routes(),
		ReadHeaderTimeout: 10 * time.Second,
		TLSConfig: &tls.Config{
			Certificates: []tls.Certificate{certificate},
			ClientAuth:   tls.RequireAndVerifyClientCert,
			ClientCAs:    callers,
		},
	}
	go func() {
		if err := server.ServeTLS(listener, "", ""); !errors.Is(err, http.ErrServerClosed) {
			fail(fmt.Errorf("resource usage: %w", err))
		}
	}()
	return int32(listener.Addr().(*net.TCPAddr).Port), nil
}

func (api usageAPI) routes() http.Handler {
	routes := http.NewServeMux()
	routes.HandleFunc("GET "+usageRoot, serveResources)
	routes.HandleFunc("GET "+usageRoot+"/nodes", api.listNodes)
	routes.HandleFunc("GET "+usageRoot+"/nodes/{name}", api.getNode)
	routes.HandleFunc("GET "+usageRoot+"/pods", api.listPods)
	routes.HandleFunc("GET "+usageRoot+"/namespaces/{namespace}/pods", api.listPods)
	routes.HandleFunc("GET "+usageRoot+"/namespaces/{namespace}/pods/{name}", api.getPod)
	return routes
}

func serveResources(response http.ResponseWriter, _ *http.Request) {
	verbs := metav1.Verbs{"get", "list"}
	answer(response, metav1.APIResourceList{
		TypeMeta:     metav1.TypeMeta{Kind: "APIResourceList", APIVersion: "v1"},
		GroupVersion: usageGroup + "/" + usageVersion,
		APIResources: []metav1.APIResource{
			{Name: "nodes", Kind: "NodeMetrics", Verbs: verbs},
			{Name: "pods", Kind: "PodMetrics", Namespaced: true, Verbs: verbs},
		},
	})
}

func (api usageAPI) listNodes(response http.ResponseWriter, request *http.Request) {
	nodes, err := api.core.CoreV1().Nodes().List(request.Context(), selection(request))
	if err != nil {
		refuse(response, err)
		return
	}
	list := metrics.NodeMetricsList{TypeMeta: kind("NodeMetricsList"), Items: []metrics.NodeMetrics{}}
	for _, node := range nodes.Items {
		list.Items = append(list.Items, nodeMetrics(node))
	}
	answer(response, list)
}

func (api usageAPI) getNode(response http.ResponseWriter, request *http.Request) {
	node, err := api.core.CoreV1().Nodes().Get(request.Context(), request.PathValue("name"), metav1.GetOptions{})
	if err != nil {
		refuse(response, err)
		return
	}
	answer(response, nodeMetrics(*node))
}

func (api usageAPI) listPods(response http.ResponseWriter, request *http.Request) {
	pods, err := api.core.CoreV1().Pods(request.PathValue("namespace")).List(request.Context(), selection(request))
	if err != nil {
		refuse(response, err)
		return
	}
	list := metrics.PodMetricsList{TypeMeta: kind("PodMetricsList"), Items: []metrics.PodMetrics{}}
	for _, pod := range pods.Items {
		if pod.Status.Phase == corev1.PodRunning {
			list.Items = append(list.Items, podMetrics(pod))
		}
	}
	answer(response, list)
}

func (api usageAPI) getPod(response http.ResponseWriter, request *http.Request) {
	namespace, name := request.PathValue("namespace"), request.PathValue("name")
	pod, err := api.core.CoreV1().Pods(namespace).Get(request.Context(), name, metav1.GetOptions{})
	if err == nil && pod.Status.Phase != corev1.PodRunning {
		// As metrics-server words a pod that is there but was not measured.
		err = apierrors.NewNotFound(schema.GroupResource{Group: usageGroup, Resource: "pods"}, namespace+"/"+name)
	}
	if err != nil {
		refuse(response, err)
		return
	}
	answer(response, podMetrics(*pod))
}

func nodeMetrics(node corev1.Node) metrics.NodeMetrics {
	return metrics.NodeMetrics{
		TypeMeta:   kind("NodeMetrics"),
		ObjectMeta: metav1.ObjectMeta{Name: node.Name, Labels: node.Labels, CreationTimestamp: node.CreationTimestamp},
		Timestamp:  node.CreationTimestamp,
		Window:     metav1.Duration{Duration: 15 * time.Second},
		Usage:      inventUsage("node/"+node.Name, 4000, 32*1024),
	}
}

func podMetrics(pod corev1.Pod) metrics.PodMetrics {
	containers := []metrics.ContainerMetrics{}
	for _, container := range pod.Spec.Containers {
		usage := inventUsage(pod.Namespace+"/"+pod.Name+"/"+container.Name, 100, 256)
		containers = append(containers, metrics.ContainerMetrics{Name: container.Name, Usage: usage})
	}
	return metrics.PodMetrics{
		TypeMeta:   kind("PodMetrics"),
		ObjectMeta: metav1.ObjectMeta{Name: pod.Name, Namespace: pod.Namespace, Labels: pod.Labels, CreationTimestamp: pod.CreationTimestamp},
		Timestamp:  pod.CreationTimestamp,
		Window:     metav1.Duration{Duration: 15 * time.Second},
		Containers: containers,
	}
}

// inventUsage turns a name into 1 to maxMillicores of a core and 1 to maxMebibytes, always the same for one name.
func inventUsage(name string, maxMillicores, maxMebibytes uint64) corev1.ResourceList {
	hash := fnv.New64a()
	hash.Write([]byte(name))
	sum := hash.Sum64()
	return corev1.ResourceList{
		corev1.ResourceCPU:    *resource.NewMilliQuantity(int64(1+sum%maxMillicores), resource.DecimalSI),
		corev1.ResourceMemory: *resource.NewQuantity(int64(1+(sum>>32)%maxMebibytes)<<20, resource.BinarySI),
	}
}

func selection(request *http.Request) metav1.ListOptions {
	query := request.URL.Query()
	return metav1.ListOptions{LabelSelector: query.Get("labelSelector"), FieldSelector: query.Get("fieldSelector")}
}

func kind(name string) metav1.TypeMeta {
	return metav1.TypeMeta{Kind: name, APIVersion: usageGroup + "/" + usageVersion}
}

func refuse(response http.ResponseWriter, err error) {
	var known apierrors.APIStatus
	if !errors.As(err, &known) {
		known = apierrors.NewInternalError(err)
	}
	status := known.Status()
	status.TypeMeta = metav1.TypeMeta{Kind: "Status", APIVersion: "v1"}
	answerWith(response, int(status.Code), status)
}

func answer(response http.ResponseWriter, value any) { answerWith(response, http.StatusOK, value) }

func answerWith(response http.ResponseWriter, code int, value any) {
	response.Header().Set("Content-Type", "application/json")
	response.WriteHeader(code)
	_ = json.NewEncoder(response).Encode(value) // a caller that has gone needs no answer
}
