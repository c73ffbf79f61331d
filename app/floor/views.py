"""All pages of the floor."""

from app.floor.files.views import files
from app.floor.health import health
from app.floor.jobs.views import jobs

blueprints = (files, health, jobs)
