"""What a server of WSGI calls."""

from __future__ import annotations

import sys
import threading

from django.core.wsgi import get_wsgi_application

from truceline.web.asking import record, warm
from truceline.web.settings import configured

sys.setswitchinterval(0.001)  # a page does not wait long for an answer that is being worked out
configured()
application = get_wsgi_application()
record()  # read before the first page is asked for
threading.Thread(target=warm, daemon=True).start()
