// Flux's own libraries for the choice of a version and for what a source leaves out, at the versions of
// source-controller's go.mod: what the tests compare ours with.
module plumbline.dev/test/support/flux-rules

go 1.26.0

require (
	github.com/Masterminds/semver/v3 v3.5.0
	github.com/fluxcd/pkg/sourceignore v0.18.0
	github.com/fluxcd/pkg/version v0.16.0
)
