"""What a server of WSGI calls."""

from __future__ import annotations

from django.core.wsgi import get_wsgi_application

from truceline.web.asking import record
from truceline.web.settings import configured

configured()
application = get_wsgi_application()
record()  # read before the first page is asked for
