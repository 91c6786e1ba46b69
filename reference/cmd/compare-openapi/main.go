// Command compare-openapi tells whether the OpenAPI documents in a folder are those that this kube-apiserver serves.
// The document of apps/v1 is the file apis__apps__v1.json.
//
//	compare-openapi folder
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"sort"
	"strings"

	"k8s.io/client-go/kubernetes"
	"k8s.io/klog/v2"

	"podscape/reference/internal/controlplane"
)

func main() {
	flag.Parse()
	klog.SetLogger(klog.Logger{})
	if err := compare(context.Background(), flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, "compare-openapi:", err)
		os.Exit(1)
	}
}

func compare(ctx context.Context, dir string) error {
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		return err
	}
	server, err := controlplane.StartAPIServer(ctx)
	if err != nil {
		return err
	}
	defer server.Stop()
	client, err := kubernetes.NewForConfig(server.Config)
	if err != nil {
		return err
	}
	for _, file := range files {
		kept, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		path := strings.ReplaceAll(strings.TrimSuffix(filepath.Base(file), ".json"), "__", "/")
		served, err := client.RESTClient().Get().AbsPath("/openapi/v3/" + path).DoRaw(ctx)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if err := report(path, kept, served); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return nil
}

func report(path string, kept, served []byte) error {
	var a, b any
	if err := json.Unmarshal(kept, &a); err != nil {
		return err
	}
	if err := json.Unmarshal(served, &b); err != nil {
		return err
	}
	differences := differ("", a, b, nil)
	sort.Strings(differences)
	fmt.Printf("%s: %d differences\n", path, len(differences))
	for _, difference := range differences {
		fmt.Println("  " + difference)
	}
	return nil
}

// differ names the places where two documents differ, not deeper than needed.
func differ(at string, kept, served any, found []string) []string {
	if reflect.DeepEqual(kept, served) {
		return found
	}
	a, aIsMap := kept.(map[string]any)
	b, bIsMap := served.(map[string]any)
	if !aIsMap || !bIsMap {
		return append(found, at)
	}
	for key, value := range a {
		if other, both := b[key]; both {
			found = differ(at+"/"+key, value, other, found)
		} else {
			found = append(found, at+"/"+key+" (not served)")
		}
	}
	for key := range b {
		if _, both := a[key]; !both {
			found = append(found, at+"/"+key+" (served only)")
		}
	}
	return found
}
