// Answers what Flux's libraries say, question after question, without a process for each.
//
// A line of JSON in, a line out: {"range": ">=1.0.0", "tags": ["v1.2.3"]} gives {"matching": ["v1.2.3"]}, newest
// first, or {"error": "..."}; {"ignore": [{"folder": [], "text": "*.md"}], "paths": [{"path": ["a"], "folder": true}]}
// gives {"leftOut": [false]}; {"object": {...}} gives {"health": {"status": "Current", "message": "..."}}.
package main

import (
	"bufio"
	"encoding/json"
	"log"
	"os"
	"strings"

	"github.com/Masterminds/semver/v3"
	"github.com/fluxcd/cli-utils/pkg/kstatus/status"
	"github.com/fluxcd/pkg/sourceignore"
	"github.com/fluxcd/pkg/sourceignore/gitignore"
	"github.com/fluxcd/pkg/version"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

type question struct {
	Range  *string          `json:"range"`
	Tags   []string         `json:"tags"`
	Ignore []ignoreFile     `json:"ignore"`
	Paths  []entry          `json:"paths"`
	Object *json.RawMessage `json:"object"`
}

type ignoreFile struct {
	Folder []string `json:"folder"`
	Text   string   `json:"text"`
}

type entry struct {
	Path   []string `json:"path"`
	Folder bool     `json:"folder"`
}

type answer struct {
	Matching []string `json:"matching"`
	LeftOut  []bool   `json:"leftOut"`
	Health   *health  `json:"health,omitempty"`
	Error    string   `json:"error,omitempty"`
}

type health struct {
	Status  string `json:"status"`
	Message string `json:"message"`
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
		given := leftOut(asked)
		if asked.Range != nil {
			given = matching(asked)
		}
		if asked.Object != nil {
			given = healthOf(*asked.Object)
		}
		if err := out.Encode(given); err != nil {
			log.Fatal(err)
		}
	}
}

func matching(asked question) answer {
	constraint, err := semver.NewConstraint(*asked.Range)
	if err != nil {
		return answer{Error: err.Error()}
	}
	return answer{Matching: version.Sort(constraint, asked.Tags)}
}

func healthOf(text []byte) answer {
	object := &unstructured.Unstructured{}
	// Whole numbers become int64, as the rules want them.
	if err := object.UnmarshalJSON(text); err != nil {
		return answer{Error: err.Error()}
	}
	result, err := status.Compute(object)
	if err != nil {
		return answer{Error: err.Error()}
	}
	return answer{Health: &health{Status: result.Status.String(), Message: result.Message}}
}

// The patterns in the order of source-controller's reconcileArtifact, judged as the storage's SourceIgnoreFilter does.
func leftOut(asked question) answer {
	var patterns []gitignore.Pattern
	for _, file := range asked.Ignore {
		patterns = append(patterns, sourceignore.ReadPatterns(strings.NewReader(file.Text), file.Folder)...)
	}
	matcher := sourceignore.NewDefaultMatcher(patterns, nil)
	if len(patterns) > 0 {
		matcher = sourceignore.NewMatcher(append(sourceignore.VCSPatterns(nil), patterns...))
	}
	given := answer{LeftOut: []bool{}}
	for _, asked := range asked.Paths {
		given.LeftOut = append(given.LeftOut, matcher.Match(asked.Path, asked.Folder))
	}
	return given
}
