# syntax=docker/dockerfile:1
FROM python:3.12-slim AS build
WORKDIR /app
COPY requirements.txt pyproject.toml README.md LICENSE ./
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt
COPY extractors extractors
COPY db db
COPY service service
RUN /venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation --editable .
# The extractors as machine code, kept in /venv; compiler and mypy stay behind.
COPY requirements-dev.txt ./
COPY samples samples
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends gcc libc6-dev \
    && pip install --no-cache-dir --require-hashes --constraint requirements-dev.txt --target /tools mypy \
    && { PYTHONPATH=/tools /venv/bin/tallywire compile || echo "The extractors run as Python."; }

FROM python:3.12-slim
RUN useradd --system --uid 10001 --create-home tallywire && install -d -o tallywire /data
COPY --from=build /venv /venv
WORKDIR /app
COPY pyproject.toml README.md LICENSE sources.yaml ./
COPY extractors extractors
COPY db db
COPY service service
COPY samples samples
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONUTF8=1 \
    TALLYWIRE_DATABASE=/data/tallywire.db TALLYWIRE_HOST=0.0.0.0
USER tallywire
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health', timeout=4)"]
CMD ["tallywire", "serve"]
