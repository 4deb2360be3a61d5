# Two stages: the first one builds the wheel with its browser assets and installs everything that is
# locked; the second one holds what runs, and neither compilers, npm nor the source tree.

FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /source

COPY requirements/ requirements/
RUN python -m venv /opt/build \
    && /opt/build/bin/pip install --require-hashes --only-binary :all: -r requirements/build.txt
RUN python -m venv /opt/rma \
    && /opt/rma/bin/pip install --require-hashes --only-binary :all: -r requirements/runtime.txt

COPY pyproject.toml README.md LICENSE ./
COPY frontend/ frontend/
COPY data/policies/ data/policies/
COPY scenarios/ scenarios/
COPY optimizer/ optimizer/
COPY rma_service/ rma_service/
RUN /opt/build/bin/python -m hatchling build -t wheel -d /wheel
RUN /opt/rma/bin/pip install --no-index --no-deps /wheel/rma_service-*.whl \
    && /opt/rma/bin/pip check \
    && /opt/rma/bin/rma --version

FROM python:3.11-slim-bookworm AS runtime
RUN groupadd --gid 10001 rma \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin rma \
    && install -d -o rma -g rma -m 0750 /data
COPY --from=build /opt/rma /opt/rma

ENV PATH=/opt/rma/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    RMA_DATABASE_URL=sqlite:////data/rma.db \
    RMA_HOST=0.0.0.0 \
    RMA_PORT=8000
WORKDIR /data
VOLUME ["/data"]
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, sys; from http.client import HTTPConnection as C; c = C('127.0.0.1', int(os.environ['RMA_PORT']), timeout=4); c.request('GET', '/readyz'); sys.exit(c.getresponse().status != 200)"]
ENTRYPOINT ["rma"]
CMD ["serve"]
