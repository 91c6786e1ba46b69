package kubelet

import (
	"context"
	"errors"
	"time"

	internalapi "k8s.io/cri-api/pkg/apis"
	runtimeapi "k8s.io/cri-api/pkg/apis/runtime/v1"
)

// images is the image service of a runtime. An image of which the question says nothing is pulled without trouble.
type images struct {
	internalapi.ImageManagerService
	*runtime
	life *life
}

func (i images) ListImages(context.Context, *runtimeapi.ImageFilter) ([]*runtimeapi.Image, error) {
	return nil, nil
}

func (i images) ImageStatus(_ context.Context, image *runtimeapi.ImageSpec, _ bool) (*runtimeapi.ImageStatusResponse, error) {
	if i.life.over.Load() {
		return nil, errCutOff
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	if !i.images[image.Image] && !i.question.Images[image.Image].Present {
		return &runtimeapi.ImageStatusResponse{}, nil
	}
	return &runtimeapi.ImageStatusResponse{Image: &runtimeapi.Image{
		Id: digest(image.Image), RepoTags: []string{image.Image}, Size: 1000, Spec: image,
	}}, nil
}

func (i images) PullImage(ctx context.Context, image *runtimeapi.ImageSpec, _ *runtimeapi.AuthConfig,
	_ *runtimeapi.PodSandboxConfig) (string, error) {
	if i.life.over.Load() {
		return "", errCutOff
	}
	i.say("pull " + image.Image)
	script := i.question.Images[image.Image]
	duration := time.Duration(script.Takes)
	if duration == 0 {
		duration = pullTakes
	}
	if err := takes(ctx, duration); err != nil {
		return "", err
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.pulls[image.Image]++
	if script.Error != "" && (script.Fails == 0 || i.pulls[image.Image] <= script.Fails) {
		return "", errors.New(script.Error)
	}
	i.images[image.Image] = true
	return digest(image.Image), nil
}

func (i images) RemoveImage(context.Context, *runtimeapi.ImageSpec) error { return nil }

func (i images) ImageFsInfo(context.Context) (*runtimeapi.ImageFsInfoResponse, error) {
	return &runtimeapi.ImageFsInfoResponse{}, nil
}

func (i images) Close(context.Context) error { return nil }
