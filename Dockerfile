# The image of the gateway: the bundled program on Node.js, run as a user without rights. See deploy/README.md.
#
# The base has Node.js, npm for the build, and `flock` (util-linux), which locks the audit file; distroless images have no `flock`.
# For a release, pin it by digest: --build-arg NODE_IMAGE=docker.io/library/node:24-bookworm-slim@sha256:…
ARG NODE_IMAGE=docker.io/library/node:24-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /build
COPY .npmrc package.json package-lock.json ./
RUN npm ci
COPY . .
# There is no git here to ask. A build without it says `unknown`.
ARG COMMIT=unknown
RUN COMMIT="${COMMIT}" npm run build

FROM ${NODE_IMAGE}
ARG COMMIT=unknown
ARG VERSION=unknown
ARG SOURCE=unknown
LABEL org.opencontainers.image.title="traffic-mirror-gateway" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${COMMIT}" \
      org.opencontainers.image.source="${SOURCE}"
COPY --from=build /build/dist /app
COPY --from=build /build/LICENSE /app/LICENSE
# Of a memory limit of 512 MiB, a quarter is for what is not JavaScript's heap.
ENV NODE_OPTIONS=--max-old-space-size=384
# Where the AWS SDK looks for profiles. Without it, the SDK asks for the user's home, and this user has none: then every call fails.
ENV HOME=/nonexistent
USER 10001:10001
EXPOSE 4000 9090
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["node", "/app/main.js", "--probe", "live"]
ENTRYPOINT ["node", "/app/main.js"]
