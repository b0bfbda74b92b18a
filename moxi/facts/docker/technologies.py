"""What software an image holds, by the name under which it is published."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Software:
    """A piece of software as its makers write it, and what it is for."""

    name: str
    purpose: str = ""
    kind: str = "service"
    """`service`: runs beside an application; `language`: a base to build on; `system`: a base
    that says nothing of what runs in it"""
    web: tuple[int, ...] = ()
    """ports on which it serves pages to a browser"""


def _entry(
    names: str, name: str, purpose: str = "", kind: str = "service", web: tuple[int, ...] = ()
) -> dict[str, Software]:
    software = Software(name, purpose, kind, web)
    return dict.fromkeys(names.split(), software)


_KNOWN: dict[str, Software] = {
    **_entry("postgres postgresql", "PostgreSQL", "database"),
    **_entry("postgis", "PostGIS", "database"),
    **_entry("pgvector", "PostgreSQL with pgvector", "database"),
    **_entry("timescaledb timescaledb-ha", "TimescaleDB", "database"),
    **_entry("pgbouncer", "PgBouncer", "connection pool"),
    **_entry("mysql mysql-server", "MySQL", "database"),
    **_entry("mariadb", "MariaDB", "database"),
    **_entry("mongo mongodb mongodb-community-server", "MongoDB", "database"),
    **_entry("mssql server mssql-server azure-sql-edge", "Microsoft SQL Server", "database"),
    **_entry("cassandra", "Apache Cassandra", "database"),
    **_entry("scylla", "ScyllaDB", "database"),
    **_entry("cockroach", "CockroachDB", "database"),
    **_entry("clickhouse clickhouse-server", "ClickHouse", "database"),
    **_entry("influxdb", "InfluxDB", "time series database"),
    **_entry("neo4j", "Neo4j", "graph database", web=(7474,)),
    **_entry("couchdb", "CouchDB", "database"),
    **_entry("dynamodb-local", "DynamoDB Local", "database"),
    **_entry("qdrant", "Qdrant", "vector database"),
    **_entry("weaviate", "Weaviate", "vector database"),
    **_entry("chroma", "Chroma", "vector database"),
    **_entry("redis redis-stack redis-stack-server", "Redis", "in-memory store"),
    **_entry("valkey", "Valkey", "in-memory store"),
    **_entry("keydb", "KeyDB", "in-memory store"),
    **_entry("dragonfly", "Dragonfly", "in-memory store"),
    **_entry("memcached", "Memcached", "cache"),
    **_entry("rabbitmq", "RabbitMQ", "message broker", web=(15672,)),
    **_entry("kafka cp-kafka", "Apache Kafka", "message broker"),
    **_entry("redpanda", "Redpanda", "message broker"),
    **_entry("zookeeper cp-zookeeper", "Apache ZooKeeper", "coordination"),
    **_entry("nats nats-streaming", "NATS", "message broker"),
    **_entry("eclipse-mosquitto", "Mosquitto", "MQTT broker"),
    **_entry("activemq activemq-classic", "Apache ActiveMQ", "message broker"),
    **_entry("elasticsearch", "Elasticsearch", "search engine", web=(9200,)),
    **_entry("opensearch", "OpenSearch", "search engine"),
    **_entry("logstash", "Logstash", "log processing"),
    **_entry("kibana", "Kibana", "dashboards", web=(5601,)),
    **_entry("meilisearch", "Meilisearch", "search engine", web=(7700,)),
    **_entry("typesense", "Typesense", "search engine"),
    **_entry("solr", "Apache Solr", "search engine", web=(8983,)),
    **_entry("nginx nginx-unprivileged", "nginx", "web server", web=(80, 8080)),
    **_entry("httpd", "Apache HTTP Server", "web server", web=(80,)),
    **_entry("caddy", "Caddy", "web server", web=(80,)),
    **_entry("traefik", "Traefik", "reverse proxy", web=(80, 8080)),
    **_entry("haproxy", "HAProxy", "load balancer"),
    **_entry("envoy", "Envoy", "proxy"),
    **_entry("varnish", "Varnish", "HTTP cache"),
    **_entry("certbot", "Certbot", "certificates"),
    **_entry("cloudflared", "Cloudflare Tunnel", "tunnel"),
    **_entry("minio", "MinIO", "object storage", web=(9001,)),
    **_entry("localstack", "LocalStack", "local AWS services"),
    **_entry("azurite", "Azurite", "Azure storage emulator"),
    **_entry("prometheus", "Prometheus", "metrics", web=(9090,)),
    **_entry("alertmanager", "Alertmanager", "alerts", web=(9093,)),
    **_entry("grafana grafana-oss grafana-enterprise", "Grafana", "dashboards", web=(3000,)),
    **_entry("loki", "Grafana Loki", "logs"),
    **_entry("promtail", "Promtail", "log shipping"),
    **_entry("tempo", "Grafana Tempo", "traces"),
    **_entry("node-exporter", "Node exporter", "metrics"),
    **_entry("cadvisor", "cAdvisor", "container metrics", web=(8080,)),
    **_entry("jaeger all-in-one", "Jaeger", "tracing", web=(16686,)),
    **_entry("zipkin", "Zipkin", "tracing", web=(9411,)),
    **_entry("opentelemetry-collector opentelemetry-collector-contrib", "OpenTelemetry Collector",
             "telemetry"),
    **_entry("keycloak", "Keycloak", "identity provider", web=(8080,)),
    **_entry("vault", "Vault", "secrets"),
    **_entry("consul", "Consul", "service discovery", web=(8500,)),
    **_entry("etcd", "etcd", "key-value store"),
    **_entry("mailhog", "MailHog", "catches mail", web=(8025,)),
    **_entry("mailpit", "Mailpit", "catches mail", web=(8025,)),
    **_entry("maildev", "MailDev", "catches mail", web=(1080,)),
    **_entry("mailcatcher", "MailCatcher", "catches mail", web=(1080,)),
    **_entry("smtp", "", "mail server"),
    **_entry("adminer", "Adminer", "database administration", web=(8080,)),
    **_entry("pgadmin4", "pgAdmin", "database administration", web=(80,)),
    **_entry("phpmyadmin", "phpMyAdmin", "database administration", web=(80,)),
    **_entry("mongo-express", "mongo-express", "database administration", web=(8081,)),
    **_entry("redisinsight", "Redis Insight", "database administration", web=(5540,)),
    **_entry("portainer portainer-ce", "Portainer", "container administration", web=(9000,)),
    **_entry("selenium hub standalone-chrome standalone-firefox", "Selenium", "browsers"),
    **_entry("browserless chrome", "browserless", "browsers"),
    **_entry("temporal auto-setup", "Temporal", "workflow engine"),
    **_entry("airflow", "Apache Airflow", "workflow engine", web=(8080,)),
    **_entry("spark", "Apache Spark", "data processing", web=(8080,)),
    **_entry("ollama", "Ollama", "language models"),
    **_entry("vllm-openai", "vLLM", "language models"),
    **_entry("text-generation-inference", "Text Generation Inference", "language models"),
    **_entry("open-webui", "Open WebUI", "chat interface", web=(8080,)),
    **_entry("wordpress", "WordPress", "content management", web=(80,)),
    **_entry("ghost", "Ghost", "content management", web=(2368,)),
    **_entry("nextcloud", "Nextcloud", "file sharing", web=(80,)),
    **_entry("gitea", "Gitea", "Git hosting", web=(3000,)),
    **_entry("pushgateway", "Prometheus Pushgateway", "metrics", web=(9091,)),
    **_entry("blackbox-exporter", "Blackbox exporter", "probes"),
    **_entry("postgres-exporter", "PostgreSQL exporter", "metrics"),
    **_entry("redis_exporter", "Redis exporter", "metrics"),
    **_entry("telegraf", "Telegraf", "metrics"),
    **_entry("chronograf", "Chronograf", "dashboards", web=(8888,)),
    **_entry("victoria-metrics", "VictoriaMetrics", "time series database", web=(8428,)),
    **_entry("uptime-kuma", "Uptime Kuma", "monitoring", web=(3001,)),
    **_entry("dozzle", "Dozzle", "container logs", web=(8080,)),
    **_entry("homeassistant home-assistant", "Home Assistant", "home automation", web=(8123,)),
    **_entry("node-red", "Node-RED", "flow programming", web=(1880,)),
    **_entry("n8n", "n8n", "workflow automation", web=(5678,)),
    **_entry("gluetun", "Gluetun", "VPN client"),
    **_entry("wireguard", "WireGuard", "VPN"),
    **_entry("pihole", "Pi-hole", "DNS and ad blocking", web=(80,)),
    **_entry("adguardhome", "AdGuard Home", "DNS and ad blocking", web=(3000,)),
    **_entry("jellyfin", "Jellyfin", "media server", web=(8096,)),
    **_entry("plex pms-docker", "Plex", "media server", web=(32400,)),
    **_entry("emby embyserver", "Emby", "media server", web=(8096,)),
    **_entry("sonarr", "Sonarr", "series", web=(8989,)),
    **_entry("radarr", "Radarr", "films", web=(7878,)),
    **_entry("lidarr", "Lidarr", "music", web=(8686,)),
    **_entry("readarr", "Readarr", "books", web=(8787,)),
    **_entry("bazarr", "Bazarr", "subtitles", web=(6767,)),
    **_entry("prowlarr", "Prowlarr", "indexers", web=(9696,)),
    **_entry("jackett", "Jackett", "indexers", web=(9117,)),
    **_entry("qbittorrent", "qBittorrent", "BitTorrent client", web=(8080,)),
    **_entry("transmission", "Transmission", "BitTorrent client", web=(9091,)),
    **_entry("sabnzbd", "SABnzbd", "Usenet client", web=(8080,)),
    **_entry("vaultwarden", "Vaultwarden", "password manager", web=(80,)),
    **_entry("heimdall", "Heimdall", "start page", web=(80,)),
    **_entry("authentik", "authentik", "identity provider"),
    **_entry("authelia", "Authelia", "identity provider", web=(9091,)),
    **_entry("nginx-proxy-manager", "Nginx Proxy Manager", "reverse proxy", web=(80, 81)),
    **_entry("nginx-proxy", "nginx-proxy", "reverse proxy", web=(80,)),
    **_entry("acme-companion", "acme-companion", "certificates"),
    **_entry("autoheal", "autoheal", "restarts unhealthy containers"),
    **_entry("watchtower", "Watchtower", "image updates"),
    **_entry("python", "Python", kind="language"),
    **_entry("node", "Node.js", kind="language"),
    **_entry("bun", "Bun", kind="language"),
    **_entry("deno", "Deno", kind="language"),
    **_entry("golang", "Go", kind="language"),
    **_entry("rust", "Rust", kind="language"),
    **_entry("ruby", "Ruby", kind="language"),
    **_entry("php", "PHP", kind="language"),
    **_entry("elixir", "Elixir", kind="language"),
    **_entry("erlang", "Erlang", kind="language"),
    **_entry("haskell", "Haskell", kind="language"),
    **_entry("perl", "Perl", kind="language"),
    **_entry("swift", "Swift", kind="language"),
    **_entry("dart", "Dart", kind="language"),
    **_entry("julia", "Julia", kind="language"),
    **_entry("r-base r-ver rocker", "R", kind="language"),
    **_entry("openjdk eclipse-temurin amazoncorretto maven gradle jdk jre", "Java",
             kind="language"),
    **_entry("sdk aspnet runtime", ".NET", kind="language"),
    **_entry("cuda", "NVIDIA CUDA", kind="language"),
    **_entry("alpine baseimage-alpine", "Alpine Linux", kind="system"),
    **_entry("debian baseimage-debian", "Debian", kind="system"),
    **_entry("ubuntu baseimage-ubuntu", "Ubuntu", kind="system"),
    **_entry("fedora", "Fedora", kind="system"),
    **_entry("rockylinux", "Rocky Linux", kind="system"),
    **_entry("archlinux", "Arch Linux", kind="system"),
    **_entry("busybox", "BusyBox", kind="system"),
}  # fmt: skip

PROXIES = ("web server", "reverse proxy", "load balancer", "proxy")
"""purposes of what passes on to others, at whatever port they are found"""

# Names that say something only below the publisher they belong to.
_ONLY_BELOW = {
    "server": "mssql", "sdk": "dotnet", "aspnet": "dotnet", "runtime": "dotnet", "hub": "selenium",
    "all-in-one": "jaegertracing", "auto-setup": "temporalio", "chrome": "browserless",
    "airflow": "apache", "smtp": "", "chroma": "chromadb", "vault": "hashicorp", "jdk": "java",
    "jre": "java",
}  # fmt: skip


def web_ports() -> frozenset[int]:
    """All ports on which well-known software serves pages, and nothing else usually answers."""
    return frozenset(port for known in _KNOWN.values() for port in known.web) - {1080, 9000}


def software(image: str) -> Software | None:
    """What an image holds, None where its name does not tell."""
    bare = repository(image)
    *above, last = bare.split("/")
    wanted = _ONLY_BELOW.get(last)
    if wanted and wanted not in above and not (last == "vault" and not above):
        return None
    found = _KNOWN.get(last)
    return found if found and found.name else None


def repository(image: str) -> str:
    """An image's name without tag and digest: `ghcr.io/a/b:1@sha256:…` → `ghcr.io/a/b`."""
    name = image.partition("@")[0]
    head, slash, last = name.rpartition("/")
    return f"{head}{slash}{last.partition(':')[0]}"
