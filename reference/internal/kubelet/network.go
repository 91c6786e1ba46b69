package kubelet

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"sort"
	"strings"
	"sync"
	"time"
)

// network is where containers listen: addresses of 127.0.0.0/8, another one for each sandbox. A goroutine that waits for
// a connection would stop the clock of the bubble, so all of that runs outside, and the bubble waits for no longer than
// it takes to open and close a port.
type network struct {
	mu   sync.Mutex
	work chan func()
	done chan struct{}
}

// newNetwork must be called outside the bubble.
func newNetwork() *network {
	n := &network{work: make(chan func()), done: make(chan struct{})}
	go func() {
		for task := range n.work {
			task()
			n.done <- struct{}{}
		}
	}()
	return n
}

func (n *network) outside(task func()) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.work <- task
	<-n.done
}

// address of the count-th sandbox; another one in each process, since several run at the same time.
func (n *network) address(count int) string {
	pid := os.Getpid()
	return fmt.Sprintf("127.%d.%d.%d", 64+pid%128, pid/128%256, count%250+1)
}

// server is what one instance of a container listens with.
type server struct {
	nets      *network
	ip        string
	script    Script
	mu        sync.Mutex
	answers   map[string]Phase
	listeners map[string]net.Listener
}

// serve opens the ports of an instance that has just started, and changes its answers when their time has come.
func (n *network) serve(c *container) *server {
	s := &server{nets: n, ip: c.sandbox.ip, script: c.script, answers: map[string]Phase{}, listeners: map[string]net.Listener{}}
	s.update(0)
	go func() {
		start := time.Now()
		for _, turn := range s.turns() {
			select {
			case <-time.After(time.Until(start.Add(turn))):
				s.update(turn)
			case <-c.ended:
				return
			}
		}
	}()
	return s
}

// turns are the times since the start at which an answer changes.
func (s *server) turns() (turns []time.Duration) {
	for _, answers := range []map[string][]Phase{s.script.HTTP, s.script.TCP} {
		for _, phases := range answers {
			for _, phase := range phases {
				if phase.Until > 0 {
					turns = append(turns, time.Duration(phase.Until))
				}
			}
		}
	}
	sort.Slice(turns, func(i, j int) bool { return turns[i] < turns[j] })
	return turns
}

// update sets what holds at a time since the start.
func (s *server) update(since time.Duration) {
	open := map[string]bool{}
	s.mu.Lock()
	for name, phases := range s.script.HTTP {
		port, _, _ := strings.Cut(name, "/")
		open[port] = true
		s.answers[name] = phaseAt(phases, since)
	}
	s.mu.Unlock()
	for port, phases := range s.script.TCP {
		open[port] = !phaseAt(phases, since).Refuse
	}
	s.nets.outside(func() {
		for port, wanted := range open {
			if wanted && s.listeners[port] == nil {
				s.listen(port)
			} else if !wanted && s.listeners[port] != nil {
				s.listeners[port].Close()
				delete(s.listeners, port)
			}
		}
	})
}

func (s *server) listen(port string) {
	listener, err := net.Listen("tcp", net.JoinHostPort(s.ip, port))
	if err != nil {
		panic(fmt.Sprintf("%s cannot be listened on: %v", net.JoinHostPort(s.ip, port), err))
	}
	s.listeners[port] = listener
	web := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		s.mu.Lock()
		phase, known := s.answers[port+request.URL.Path]
		s.mu.Unlock()
		switch {
		case !known:
			w.WriteHeader(http.StatusNotFound)
		case phase.Status != 0:
			w.WriteHeader(phase.Status)
		}
		fmt.Fprint(w, phase.Output)
	})}
	// Who keeps a connection waits for it, and stops the clock.
	web.SetKeepAlivesEnabled(false)
	go web.Serve(listener)
}

func (s *server) close() {
	if s == nil {
		return
	}
	s.nets.outside(func() {
		for _, listener := range s.listeners {
			listener.Close()
		}
		s.listeners = map[string]net.Listener{}
	})
}
