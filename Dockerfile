# Builds the program from its sources. The image contains only the executable and a C library: no shell, no package manager.
#
#   docker build -t prepare-contrast .
#
# Both base images are arguments, so that they can be pinned, mirrored or replaced. Digests here would become outdated: the release
# workflow resolves the tags, builds from the digests and records that of the base in the label `base.name`.
# NODE is any image with Node and npm; it is used only to build.
ARG NODE=docker.io/library/node:24-bookworm-slim
# BASE is any image with glibc and an /etc/passwd that contains `nobody`, the user that kpt and kustomize run functions as.
ARG BASE=gcr.io/distroless/base-nossl-debian12:nonroot

# Runs on the architecture of the machine for all architectures of the image, so nothing is emulated.
FROM --platform=$BUILDPLATFORM ${NODE} AS build
WORKDIR /source
COPY . .
RUN npm ci --ignore-scripts --no-audit --no-fund
ARG TARGETARCH
RUN node scripts/release/image-files.mjs "$TARGETARCH" /files

FROM ${BASE}
ARG BASE
ARG VERSION=development

LABEL org.opencontainers.image.title="prepare-contrast" \
      org.opencontainers.image.description="Prepares Kubernetes manifests for Contrast (Confidential Containers): a KRM function for kustomize and kpt, and a Helm post-renderer" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.base.name="${BASE}"

# Everything that the image adds to its base, as one layer.
COPY --from=build /files/ /

USER 65532:65532
# The exec form needs no shell and passes arguments to the program, such as the --help of `kpt fn doc`.
ENTRYPOINT ["/prepare-contrast"]
