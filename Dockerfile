# The portal and its worker in production. One image, three commands (docker-compose.yml): web, worker, beat.

FROM node:22-slim AS packages
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

FROM python:3.11-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PYTHONUTF8=1 \
    DJANGO_SETTINGS_MODULE=appraisal.config.settings.production \
    STATIC_ROOT=/srv/static DOCUMENT_ROOT=/srv/documents
WORKDIR /srv/kaowu
# The papers are set in Noto CJK, which also has the rare characters of names.
RUN apt-get -qq update && apt-get -qq install --yes --no-install-recommends fonts-noto-cjk && rm -rf /var/lib/apt/lists/*
RUN useradd --create-home kaowu && mkdir -p /srv/static /srv/documents && chown kaowu /srv/static /srv/documents
COPY requirements/runtime.txt requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/runtime.txt
COPY --from=packages /build/node_modules node_modules
COPY . .
# Collecting static files reads the settings but uses no secret, so these stand in for them here and nowhere else.
RUN SECRET_KEY=only-for-collectstatic-only-for-collectstatic-only-for-it ALLOWED_HOSTS=build \
    DATABASE_URL=postgresql://build/build REDIS_URL=redis://build PERSONAL_DATA_KEYS=build PERSONAL_DATA_INDEX_KEY=build \
    python manage.py collectstatic --noinput
USER kaowu
EXPOSE 8000
CMD ["gunicorn", "appraisal.config.wsgi", "--bind", "0.0.0.0:8000", "--workers", "4"]
