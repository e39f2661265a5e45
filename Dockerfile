# Stafette as one image: `serve` by default, and every other role by its name.
FROM python:3.12-slim AS build
WORKDIR /build
COPY requirements.lock ./
RUN python -m pip install --no-cache-dir --require-hashes --no-deps --requirement requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY mailgw mailgw
COPY tickets tickets
COPY web web
COPY templates templates
COPY tenants tenants
COPY stafette stafette
RUN python -m pip wheel --no-deps --no-build-isolation --wheel-dir /wheels .

FROM python:3.12-slim
RUN --mount=type=bind,source=docker/requirements.lock,target=/build/requirements.lock \
    python -m pip install --no-cache-dir --require-hashes --no-deps \
        --requirement /build/requirements.lock
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels \
    python -m pip install --no-cache-dir --no-deps /wheels/*.whl

# The process owns nothing but its data.
RUN useradd --system --uid 10001 --user-group --no-create-home stafette \
    && install --directory --owner stafette --group stafette /data
USER stafette
WORKDIR /data
VOLUME /data
ENV STAFETTE_DATA_DIR=/data \
    STAFETTE_SMTP_HOST=0.0.0.0 \
    STAFETTE_SMTP_PORT=2525 \
    STAFETTE_WEB_HOST=0.0.0.0 \
    STAFETTE_WEB_PORT=8080 \
    PYTHONUNBUFFERED=1
EXPOSE 2525 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import socket; socket.create_connection(('127.0.0.1', 2525), 3).close()"]
ENTRYPOINT ["stafette"]
CMD ["serve"]
