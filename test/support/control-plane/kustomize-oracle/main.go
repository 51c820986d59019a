// Answers what the real kustomize makes of trees of files, one after the other, without a process for each.
//
// A line of JSON in: {"files": {"path": "text"}, "path": "folder", "reorder": "none"}.
// A line of JSON out: {"yaml": "..."} or {"error": "..."}.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"
	"strings"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/kustomize/kyaml/openapi"
)

type question struct {
	Files   map[string]string `json:"files"`
	Path    string            `json:"path"`
	Reorder string            `json:"reorder"`
}

type answer struct {
	YAML  *string `json:"yaml,omitempty"`
	Error *string `json:"error,omitempty"`
}

func main() {
	log.SetOutput(io.Discard) // warnings about fields that are going out of use
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		var asked question
		if err := json.Unmarshal(line, &asked); err != nil {
			log.Fatal(err)
		}
		encoded, err := json.Marshal(build(asked))
		if err != nil {
			log.Fatal(err)
		}
		out.Write(encoded)
		out.WriteByte('\n')
		out.Flush()
	}
}

func build(asked question) (given answer) {
	defer func() {
		if broken := recover(); broken != nil {
			text := fmt.Sprintf("panic: %v", broken)
			given = answer{Error: &text}
		}
	}()
	files := filesys.MakeFsInMemory()
	for path, text := range asked.Files {
		if err := files.WriteFile("/"+path, []byte(text)); err != nil {
			return failed(err)
		}
		if strings.Contains(text, "openapi:") {
			defer openapi.ResetOpenAPI() // what one tree says of schemas must not reach the next
		}
	}
	options := krusty.MakeDefaultOptions()
	options.Reorder = krusty.ReorderOption(asked.Reorder)
	options.LoadRestrictions = types.LoadRestrictionsNone
	objects, err := krusty.MakeKustomizer(options).Run(files, "/"+asked.Path)
	if err != nil {
		return failed(err)
	}
	printed, err := objects.AsYaml()
	if err != nil {
		return failed(err)
	}
	text := string(printed)
	return answer{YAML: &text}
}

func failed(err error) answer {
	text := err.Error()
	return answer{Error: &text}
}
