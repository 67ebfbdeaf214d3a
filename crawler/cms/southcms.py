"""广东 南方网 CMS: articles `/zwgk/tzgg/content/post_880.html`, further pages `index_2.html`, both in the open."""

from __future__ import annotations

import re

from crawler.cms.family import Addresses, Family

FAMILY = Family("southcms", addresses=(Addresses("/content/post_", re.compile(r"/content/post_\d+\.html")),))
