package memory

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"

	"k8s.io/client-go/rest"
)

// transport hands requests to the handlers in this process. What is not a watch is served by who asks.
type transport struct {
	handler http.Handler
	// extra answers what no group of the server does; nil when it is not for it.
	extra func(*http.Request) *http.Response
	// events that were made so far.
	events atomic.Int64
	// combined are the names that events got which stand for several, by the name that who wrote them thinks they have.
	combined sync.Map
}

// combinedPrefix begins the messages of events that stand for several that are alike.
const combinedPrefix = "(combined from similar events): "

// config of clients, with the limits of a component.
func (t *transport) config(qps float32, burst int) *rest.Config {
	return &rest.Config{Host: "http://api", Transport: t, QPS: qps, Burst: burst, ContentConfig: rest.ContentConfig{
		ContentType: "application/json", AcceptContentTypes: "application/json"}}
}

// RoundTrip answers one request.
func (t *transport) RoundTrip(request *http.Request) (*http.Response, error) {
	if response := t.extra(request); response != nil {
		return response, nil
	}
	// The server reads from the request what a network would have left out of it.
	request = request.Clone(request.Context())
	if request.Body == nil {
		request.Body = http.NoBody
	}
	request.RequestURI = request.URL.RequestURI()
	if request.Method == http.MethodPost && strings.HasSuffix(request.URL.Path, "/events") {
		if err := t.nameEvent(request); err != nil {
			return nil, err
		}
	}
	if request.Method == http.MethodPatch {
		t.findEvent(request)
	}
	query := request.URL.Query()
	if query.Get("sendInitialEvents") == "true" {
		// Who asks for a list in the form of a watch falls back to a list.
		return Answer(http.StatusBadRequest, `{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"BadRequest","code":400}`), nil
	}
	if watching := query.Get("watch"); watching != "" && watching != "0" && watching != "false" {
		return t.watch(request), nil
	}
	answer := &recorded{header: http.Header{}, code: http.StatusOK}
	t.handler.ServeHTTP(answer, request)
	return &http.Response{StatusCode: answer.code, Header: answer.header, Request: request,
		Body: io.NopCloser(&answer.body), ContentLength: int64(answer.body.Len())}, nil
}

// nameEvent makes the name of a new event unique: they are made from the time, and here many things happen at the same time.
func (t *transport) nameEvent(request *http.Request) error {
	event := map[string]any{}
	if err := json.NewDecoder(request.Body).Decode(&event); err != nil {
		return err
	}
	if metadata, ok := event["metadata"].(map[string]any); ok {
		named := fmt.Sprint(metadata["name"])
		metadata["name"] = fmt.Sprintf("%v.%d", named, t.events.Add(1))
		if message, ok := event["message"].(string); ok && strings.HasPrefix(message, combinedPrefix) {
			t.combined.Store(request.URL.Path+"/"+named, metadata["name"])
		}
	}
	text, err := json.Marshal(event)
	request.Body, request.ContentLength = io.NopCloser(bytes.NewReader(text)), int64(len(text))
	return err
}

// findEvent corrects the name of an event that stands for several: of those the client does not take over the name that
// the server answered with.
func (t *transport) findEvent(request *http.Request) {
	if renamed, ok := t.combined.Load(request.URL.Path); ok {
		changed := *request.URL
		changed.Path = changed.Path[:strings.LastIndex(changed.Path, "/")+1] + renamed.(string)
		request.URL = &changed
		request.RequestURI = changed.RequestURI()
	}
}

// Answer is a response of JSON.
func Answer(code int, text string) *http.Response {
	return &http.Response{StatusCode: code, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(text))}
}

type recorded struct {
	header http.Header
	code   int
	body   bytes.Buffer
}

func (r *recorded) Header() http.Header            { return r.header }
func (r *recorded) WriteHeader(code int)           { r.code = code }
func (r *recorded) Write(text []byte) (int, error) { return r.body.Write(text) }

func (t *transport) watch(request *http.Request) *http.Response {
	answer := newStreamed()
	go func() {
		t.handler.ServeHTTP(answer, request)
		answer.Close()
	}()
	code := answer.awaitCode()
	return &http.Response{StatusCode: code, Header: answer.header, Body: answer, Request: request, ContentLength: -1}
}

// streamed is a response whose body is read while it is written.
type streamed struct {
	mu      sync.Mutex
	changed *sync.Cond
	header  http.Header
	code    int
	body    bytes.Buffer
	closed  bool
}

func newStreamed() *streamed {
	s := &streamed{header: http.Header{}}
	s.changed = sync.NewCond(&s.mu)
	return s
}

func (s *streamed) Header() http.Header { return s.header }
func (s *streamed) Flush()              {}

// CloseNotify is asked for by who wraps a response that is streamed, and then not used.
func (s *streamed) CloseNotify() <-chan bool { return nil }

func (s *streamed) WriteHeader(code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.code = code
	s.changed.Broadcast()
}

func (s *streamed) Write(text []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.code == 0 {
		s.code = http.StatusOK
	}
	s.changed.Broadcast()
	return s.body.Write(text)
}

func (s *streamed) awaitCode() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.code == 0 && !s.closed {
		s.changed.Wait()
	}
	return s.code
}

func (s *streamed) Read(into []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.body.Len() == 0 && !s.closed {
		s.changed.Wait()
	}
	if s.body.Len() == 0 {
		return 0, io.EOF
	}
	return s.body.Read(into)
}

func (s *streamed) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	s.changed.Broadcast()
	return nil
}
