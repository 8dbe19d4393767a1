# The executable of `npm run release` on a C library, and nothing else: no shell, no package manager.
#
#   npm run release
#   docker build --platform linux/amd64 -t prepare-contrast .
#
# The base is an argument, so that it can be pinned, mirrored or replaced by any image that has glibc and an /etc/passwd with
# `nobody`, the user that kpt and kustomize run functions as. A digest is not written here, since it would be as old as this
# line: the release workflow looks it up, builds from it and records it in the label `base.name`.
ARG BASE=gcr.io/distroless/base-nossl-debian12:nonroot

# All that the image adds to its base, as one layer. No RUN anywhere: so images for all architectures can be built on any one of them.
FROM scratch AS files
ARG TARGETARCH
COPY --chmod=0555 dist/release/prepare-contrast-linux-${TARGETARCH} /prepare-contrast
# The texts that the licences ask to go along, and for scanners what the one executable is made of.
COPY --chmod=0444 dist/release/LICENSE dist/release/THIRD-PARTY-LICENSES.txt dist/release/prepare-contrast-executable.cdx.json /usr/share/doc/prepare-contrast/

FROM ${BASE}
ARG BASE
ARG VERSION=development

LABEL org.opencontainers.image.title="prepare-contrast" \
      org.opencontainers.image.description="Prepares Kubernetes manifests for Contrast (Confidential Containers): a KRM function for kustomize and kpt, and a Helm post-renderer" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.base.name="${BASE}"

COPY --from=files / /

USER 65532:65532
# The exec form: there is no shell, and arguments such as the --help of `kpt fn doc` reach the program.
ENTRYPOINT ["/prepare-contrast"]
