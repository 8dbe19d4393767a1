// Command argocd runs the two parts of Argo CD that a config management plugin works with: the server in the sidecar, and the part of
// the repo-server that sends it an application and reads the manifests.
//
//	argocd cmp-server --config-dir-path FOLDER
//	argocd generate REPOSITORY APPLICATION
//
// generate prints the manifests as the repo-server returns them, one JSON object a line. The environment variables are those of Argo CD:
// ARGOCD_PLUGINSOCKFILEPATH is the folder of the sockets.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	cmpserver "github.com/argoproj/argo-cd/v3/cmd/argocd-cmp-server/commands"
	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	"github.com/argoproj/argo-cd/v3/reposerver/apiclient"
	"github.com/argoproj/argo-cd/v3/reposerver/repository"
	"github.com/argoproj/argo-cd/v3/util/config"
	"github.com/argoproj/argo-cd/v3/util/git"
	utilio "github.com/argoproj/argo-cd/v3/util/io"
	"k8s.io/apimachinery/pkg/api/resource"
)

func main() {
	var err error
	if os.Args[1] == "generate" {
		err = generate(os.Args[2], os.Args[3])
	} else {
		command := cmpserver.NewCommand()
		command.SetArgs(os.Args[2:])
		err = command.Execute()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// generate asks for the manifests as the application controller does, without a cache.
func generate(folder, file string) error {
	var application v1alpha1.Application
	if err := config.UnmarshalLocalFile(file, &application); err != nil {
		return err
	}
	source := application.Spec.GetSource()
	request := &apiclient.ManifestRequest{
		Repo:              &v1alpha1.Repository{Repo: source.RepoURL},
		AppName:           application.Name,
		Namespace:         application.Spec.Destination.Namespace,
		ApplicationSource: &source,
		ProjectName:       application.Spec.Project,
		KubeVersion:       "v1.34.0",
		NoCache:           true,
	}
	response, err := repository.GenerateManifests(context.Background(), filepath.Join(folder, source.Path), folder, "0123456789abcdef0123456789abcdef01234567", request, false, git.NoopCredsStore{}, resource.MustParse("10M"), utilio.NewRandomizedTempPaths(os.TempDir()))
	if err != nil {
		return err
	}
	for _, manifest := range response.Manifests {
		fmt.Println(manifest)
	}
	return nil
}
