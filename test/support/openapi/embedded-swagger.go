// Prints what kustomize knows of the Kubernetes API, as the JSON that a kube-apiserver serves at /openapi/v2.
// Run inside ../control-plane, whose go.mod says which kustomize that is.
package main

import (
	"encoding/json"
	"log"
	"os"

	"sigs.k8s.io/kustomize/kyaml/openapi"
)

func main() {
	if err := json.NewEncoder(os.Stdout).Encode(openapi.Schema()); err != nil {
		log.Fatal(err)
	}
}
