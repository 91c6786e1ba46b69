package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	utilnet "k8s.io/apimachinery/pkg/util/net"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
)

// client speaks plain HTTP, because typed clients would round the request and the answer off.
type client struct {
	http   *http.Client
	base   string
	mapper meta.RESTMapper
	custom customKinds
}

func newClient(config *rest.Config) (*client, error) {
	httpClient, err := rest.HTTPClientFor(config)
	if err != nil {
		return nil, err
	}
	base, _, err := rest.DefaultServerUrlFor(config)
	if err != nil {
		return nil, err
	}
	disco, err := discovery.NewDiscoveryClientForConfigAndClient(config, httpClient)
	if err != nil {
		return nil, err
	}
	groups, err := restmapper.GetAPIGroupResources(disco)
	if err != nil {
		return nil, err
	}
	return &client{
		http:   httpClient,
		base:   fmt.Sprintf("%s://%s", base.Scheme, base.Host),
		mapper: restmapper.NewDiscoveryRESTMapper(groups),
		custom: customKinds{},
	}, nil
}

// response is what came back, not yet made comparable.
type response struct {
	code     int
	body     map[string]any
	warnings []string
}

func (r response) accepted() bool { return r.code < 300 }

type call struct {
	method      string
	path        string
	query       url.Values
	contentType string
	body        []byte
}

func (c *client) do(ctx context.Context, call call) (response, error) {
	target := c.base + call.path
	if len(call.query) > 0 {
		target += "?" + call.query.Encode()
	}
	request, err := http.NewRequestWithContext(ctx, call.method, target, bytes.NewReader(call.body))
	if err != nil {
		return response{}, err
	}
	request.Header.Set("Accept", "application/json")
	if call.contentType != "" {
		request.Header.Set("Content-Type", call.contentType)
	}
	answer, err := c.http.Do(request)
	if err != nil {
		return response{}, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return response{}, err
	}
	result := response{code: answer.StatusCode}
	if err := json.Unmarshal(text, &result.body); err != nil {
		return response{}, fmt.Errorf("%s %s: %w: %s", call.method, call.path, err, text)
	}
	headers, errs := utilnet.ParseWarningHeaders(answer.Header["Warning"])
	if len(errs) > 0 {
		return response{}, errs[0]
	}
	for _, header := range headers {
		result.warnings = append(result.warnings, header.Text)
	}
	return result, nil
}

func (c *client) mapping(target Target) (*meta.RESTMapping, error) {
	groupVersion, err := schema.ParseGroupVersion(target.APIVersion)
	if err != nil {
		return nil, err
	}
	kind := groupVersion.WithKind(target.Kind).GroupKind()
	if custom, found := c.custom[kind]; found {
		return custom, nil
	}
	return c.mapper.RESTMapping(kind, groupVersion.Version)
}

func (c *client) namespaced(target Target) bool {
	mapping, err := c.mapping(target)
	return err == nil && mapping.Scope.Name() == meta.RESTScopeNameNamespace
}

// collection is the path to POST to; item the path of one object.
func (c *client) collection(target Target) (string, error) {
	mapping, err := c.mapping(target)
	if err != nil {
		return "", err
	}
	path := "/apis/" + target.APIVersion
	if mapping.Resource.Group == "" {
		path = "/api/" + mapping.Resource.Version
	}
	if c.namespaced(target) {
		path += "/namespaces/" + url.PathEscape(target.Namespace)
	}
	return path + "/" + mapping.Resource.Resource, nil
}

func (c *client) item(target Target) (string, error) {
	path, err := c.collection(target)
	return path + "/" + url.PathEscape(target.Name), err
}

// get returns nil when there is no such object.
func (c *client) get(ctx context.Context, path string) (*unstructured.Unstructured, error) {
	answer, err := c.do(ctx, call{method: http.MethodGet, path: path})
	if err != nil || !answer.accepted() {
		return nil, err
	}
	return &unstructured.Unstructured{Object: answer.body}, nil
}
