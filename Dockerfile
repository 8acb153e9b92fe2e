# Two images: `app` (web, worker, beat and every command) and `proxy` (terminates TLS). docker-compose.yml runs them.

FROM node:24-slim AS frontend
WORKDIR /src
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc frontend/
RUN npm --prefix frontend ci --no-progress
COPY backend/content backend/content
COPY frontend frontend
RUN npm --prefix frontend run build

FROM python:3.11-slim AS app
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
COPY requirements/base.txt requirements/base.txt
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements/base.txt
COPY manage.py manage.py
COPY backend backend
COPY --from=frontend /src/frontend/dist frontend/dist
# For data outside the database (the list of erased people); a new volume gets this folder's owner.
RUN install --directory --owner 10001 --group 10001 --mode 0700 /data
USER 10001:10001

FROM caddy:2-alpine AS proxy
# It listens above port 1024, so it needs no capability. The binary's own file capability would prevent its start without it.
RUN setcap -r /usr/bin/caddy && chown -R 10001:10001 /data /config
COPY deploy/Caddyfile /etc/caddy/Caddyfile
USER 10001:10001
