"""Scrapy's settings: its manners, its speed, and our own way to the network.

Rate, concurrency per host, back-off and robots.txt are kept by `crawler.politeness` and `crawler.robots`, one for all
walks of a run; Scrapy's own delays would count each walk apart.
"""

from __future__ import annotations

from crawler.network_limits import MAX_BYTES, PAGE_SECONDS

BOT_NAME = "xunjian"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"

# The walks are plain asyncio: without Twisted's reactor several of them, Playwright and dnspython share one loop,
# and one process can run as many walks one after another as it likes.
TWISTED_REACTOR_ENABLED = False

ITEM_PIPELINES = {"crawler.observation_pipeline.ObservationPipeline": 100}
DOWNLOAD_HANDLERS = {
    "http": "crawler.download_handler.GuardedDownloadHandler",
    "https": "crawler.download_handler.GuardedDownloadHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
DOWNLOAD_MAXSIZE = MAX_BYTES
DOWNLOAD_TIMEOUT = PAGE_SECONDS

# Obeyed in crawler.looking, before every hop, with one reading of each robots.txt per run.
ROBOTSTXT_OBEY = False

# One queue per host stands before Scrapy's slots (crawler.host_queues).
CONCURRENT_REQUESTS = 0
CONCURRENT_REQUESTS_PER_DOMAIN = 64
DOWNLOAD_DELAY = 0

# Every answer is let through: broken pages are what we came for. Redirects, retries, cookies and compression are
# recorded facts of a look, so they are not done behind our back.
HTTPERROR_ALLOW_ALL = True
REDIRECT_ENABLED = False
METAREFRESH_ENABLED = False
RETRY_ENABLED = False
COOKIES_ENABLED = False
COMPRESSION_ENABLED = False
HTTPPROXY_ENABLED = False
REFERER_ENABLED = False
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": None,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": None,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": None,
}

# Measured: 100 asyncio tasks are made per answer otherwise, and generators of callbacks are parsed.
CONCURRENT_ITEMS = 1
WARN_ON_GENERATOR_RETURN_VALUE = False

TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
LOG_LEVEL = "INFO"
