// Answers what Flux makes of a Kustomization, question after question, without a process for each.
//
// A line of JSON in, a line out: {"files": {"app/a.yaml": "..."}, "spec": {"path": "./app", "namePrefix": "x-"}} gives
// {"objects": [...]}, in the order of the build and with their common metadata, or {"error": "..."}.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"log"
	"os"
	"path/filepath"

	"github.com/fluxcd/pkg/kustomize"
	"github.com/fluxcd/pkg/ssa/utils"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

type question struct {
	Files map[string]string `json:"files"`
	Spec  map[string]any    `json:"spec"`
}

type answer struct {
	Objects []*unstructured.Unstructured `json:"objects"`
	Error   string                       `json:"error,omitempty"`
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := json.NewEncoder(os.Stdout)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		var asked question
		if err := json.Unmarshal(line, &asked); err != nil {
			log.Fatal(err)
		}
		var given answer
		if given.Objects, err = objects(asked); err != nil {
			given = answer{Error: err.Error()}
		}
		if err := out.Encode(given); err != nil {
			log.Fatal(err)
		}
	}
}

// In the order of kustomize-controller: generate, build, apply, as far as that changes objects before they are sent.
func objects(asked question) ([]*unstructured.Unstructured, error) {
	root, err := os.MkdirTemp("", "flux-build-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(root)
	if err := write(root, asked.Files); err != nil {
		return nil, err
	}
	path, _, _ := unstructured.NestedString(asked.Spec, "path")
	folder := filepath.Join(root, path)
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return nil, errors.New("kustomization path not found")
	}
	object := unstructured.Unstructured{Object: map[string]any{"spec": asked.Spec}}
	if _, err := kustomize.NewGenerator(root, object).WriteFile(folder); err != nil {
		return nil, err
	}
	built, err := kustomize.SecureBuild(root, folder, false)
	if err != nil {
		return nil, err
	}
	text, err := built.AsYaml()
	if err != nil {
		return nil, err
	}
	objects, err := utils.ReadObjects(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	labels, _, _ := unstructured.NestedStringMap(asked.Spec, "commonMetadata", "labels")
	annotations, _, _ := unstructured.NestedStringMap(asked.Spec, "commonMetadata", "annotations")
	if labels != nil || annotations != nil {
		utils.SetCommonMetadata(objects, labels, annotations)
	}
	return objects, nil
}

func write(root string, files map[string]string) error {
	for path, text := range files {
		file := filepath.Join(root, path)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}
