// Made by scripts/generate-images.mjs from scripts/images/catalogue.txt: do not edit.

/** The month of the catalogue. */
export const TAGS_DATE = '2025-12'

/** A line for each image: name|words that are tags|lines of versions|suffixes. */
export const TAGS = `almalinux|latest *||
alpine|latest edge 3 2.6 2.7|3.1 3.2 3.3 3.4 3.5 3.6 3.7:0-3 3.8:0-5 3.9:0-6 3.10:0-9 3.11:0-13 3.12:0-12 3.13:0-12 3.14:0-10 3.15:0-11 3.16:0-9 3.17:0-10 3.18:0-12 3.19:0-9 3.20:0-8 3.21:0-5 3.22:0-2 3.23:0|
amazonlinux|latest *||
bash|latest devel alpine|3.0:22 3.1:23 3.2:57 4.0:44 4.1:17 4.2:53 4.3:48 4.4:23 5 5.0:0-18 5.1:0-16 5.2:0-37 5.3:0-8|
busybox|latest stable unstable musl glibc uclibc stable-musl stable-glibc stable-uclibc 1 1-musl 1-glibc 1-uclibc|1.21:0 1.22:1 1.23:0-2 1.24:0-2 1.25:0-1 1.26:0-2 1.27:0-2 1.28:0-4 1.29:0-3 1.30:0-1 1.31:0-1 1.32:0-1 1.33:0-1 1.34:0-1 1.35:0 1.36:0-1 1.37:0|musl glibc uclibc
caddy|latest *||
cassandra|latest *||
centos|latest *||
consul|latest *||
couchdb|latest *||
debian|latest stable stable-slim testing testing-slim unstable unstable-slim sid sid-slim oldstable oldstable-slim oldoldstable wheezy jessie stretch buster bullseye bookworm trixie forky wheezy-slim jessie-slim stretch-slim buster-slim bullseye-slim bookworm-slim trixie-slim forky-slim bookworm-backports trixie-backports experimental|7:0-11 8:0-11 9:0-13 10:0-13 11:0-11 12:0-12 13:0-2|slim
docker|latest *||
drupal|latest *||
eclipse-temurin|latest *||
elasticsearch|latest *||
fedora|latest rawhide|20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44|*
ghost|latest *||
golang|latest alpine bookworm bullseye trixie 1 1-alpine 1-bookworm|1.3:3 1.4:3 1.5:4 1.6:4 1.7:6 1.8:7 1.9:7 1.10:8 1.11:13 1.12:17 1.13:15 1.14:15 1.15:15 1.16:15 1.17:13 1.18:10 1.19:13 1.20:14 1.21:13 1.22:12 1.23:12 1.24:11 1.25:5|alpine bookworm bullseye buster stretch trixie windowsservercore *
haproxy|latest lts alpine lts-alpine 1 2 3|1.5:0-19 1.6:0-16 1.7:0-14 1.8:0-31 1.9:0-16 2.0:0-35 2.1:0-12 2.2:0-34 2.3:0-21 2.4:0-30 2.5:0-14 2.6:0-23 2.7:0-12 2.8:0-16 2.9:0-15 3.0:0-12 3.1:0-10 3.2:0-8 3.3:0|alpine bookworm bullseye buster trixie dev *
hello-world|latest linux nanoserver||
httpd|latest alpine bookworm trixie 2 2-alpine|2.2:29-34 2.4:10-65|alpine bookworm bullseye buster trixie
influxdb|latest *||
java|latest *||
jenkins|latest *||
joomla|latest *||
kibana|latest *||
logstash|latest *||
mariadb|latest lts noble jammy focal ubi 5 10 11 12|5.5:23-64 10.0:0-38 10.1:0-48 10.2:0-44 10.3:0-39 10.4:0-34 10.5:0-29 10.6:0-24 10.7:1-8 10.8:2-8 10.9:2-8 10.10:2-7 10.11:2-15 11.0:2-6 11.1:2-6 11.2:2-6 11.3:2 11.4:2-9 11.5:2 11.6:2 11.7:2 11.8:1-5 12.0:1-2 12.1:2|noble jammy focal bionic ubi ubi9 *
maven|latest *||
memcached|latest alpine bookworm trixie 1|1.4:20-39 1.5:0-22 1.6:0-39|alpine bookworm bullseye buster trixie
mongo|latest noble jammy windowsservercore 3 4 5 6 7 8|2.2:7 2.4:14 2.6:0-12 3.0:0-15 3.2:0-22 3.4:0-24 3.6:0-23 4.0:0-28 4.2:0-24 4.4:0-29 5.0:0-31 6.0:0-26 7.0:0-26 8.0:0-16 8.2:0-2|noble jammy focal bionic xenial rc *
mysql|latest lts innovation oracle oraclelinux9 debian 5 8 9|5.5:0-62 5.6:0-51 5.7:0-44 8.0:0-44 8.1:0 8.2:0 8.3:0 8.4:0-7 9.0:0-1 9.1:0 9.2:0 9.3:0 9.4:0 9.5:0|oracle oraclelinux9 oraclelinux8 debian *
nats|latest *||
neo4j|latest *||
nextcloud|latest *||
nginx|latest stable mainline alpine stable-alpine mainline-alpine alpine-slim stable-alpine-slim perl stable-perl alpine-perl otel bookworm trixie 1 1-alpine|1.7:1-12 1.8:0-1 1.9:0-15 1.10:3 1.11:0-13 1.12:2 1.13:12 1.14:2 1.15:12 1.16:1 1.17:10 1.18:0 1.19:10 1.20:2 1.21:6 1.22:1 1.23:4 1.24:0 1.25:5 1.26:3 1.27:5 1.28:0 1.29:3|alpine alpine-slim alpine-perl alpine-otel perl bookworm bullseye buster stretch trixie bookworm-perl bookworm-otel otel trixie-perl
node|latest lts current slim alpine lts-alpine lts-slim|0.10:28-48 0.12:0-18 4.0-9 5.0-12 6.0-17 7.0-10 8.0-17 9.0-11 10.0-24 11.0-15 12.0-22 13.0-14 14.0-21 15.0-14 16.0-20 17.0-9 18.0-20 19.0-9 20.0-19 21.0-7 22.0-21 23.0-11 24.0-11 25.0-2|alpine slim bookworm bullseye bookworm-slim *
openjdk|latest *||
perl|latest slim stable devel 5 5-slim|5.18:4 5.20:3 5.22:4 5.24:4 5.26:3 5.28:3 5.30:3 5.32:1 5.34:0-3 5.36:0-3 5.38:0-5 5.40:0-3 5.42:0|slim threaded slim-threaded bookworm bullseye buster slim-bookworm slim-bullseye *
photon|latest *||
php|latest *||
postgres|latest alpine bookworm trixie 9 10 11 12 13 14 15 16 17 18|9.0:0-23 9.1:0-24 9.2:0-24 9.3:0-25 9.4:0-26 9.5:0-25 9.6:0-24 10.0-23 11.0-22 12.0-22 13.0-23 14.0-20 15.0-15 16.0-11 17.0-7 18.0-1|alpine bookworm bullseye buster stretch trixie
python|latest slim alpine bookworm slim-bookworm trixie slim-trixie 2 3 2-slim 3-slim 3-alpine 3-bookworm 3-slim-bookworm 3-trixie rc 3-bullseye|2.7:7-18 3.3:0-7 3.4:0-10 3.5:0-10 3.6:0-15 3.7:0-17 3.8:0-20 3.9:0-25 3.10:0-19 3.11:0-14 3.12:0-12 3.13:0-11 3.14:0-2|slim alpine bookworm bullseye buster stretch jessie trixie slim-bookworm slim-bullseye slim-buster slim-trixie windowsservercore *
rabbitmq|latest alpine management management-alpine 3 4 3-management 4-management 3-management-alpine 4-management-alpine|3.5:0-8 3.6:0-16 3.7:0-28 3.8:0-35 3.9:0-29 3.10:0-25 3.11:0-28 3.12:0-14 3.13:0-7 4.0:1-9 4.1:0-6 4.2:0-1|alpine management management-alpine *
redis|latest alpine bookworm 2 3 4 5 6 7 8|2.6:17 2.8:6-23 3.0:0-7 3.2:0-13 4.0:0-14 5.0:0-14 6.0:0-20 6.2:0-20 7.0:0-15 7.2:0-11 7.4:0-6 8.0:0-5 8.2:0-3 8.4:0|alpine bookworm bullseye buster stretch
registry|latest *||
rethinkdb|latest *||
rockylinux|latest *||
ruby|latest *||
sonarqube|latest *||
swarm|latest *||
tomcat|latest *||
traefik|latest *||
ubuntu|latest rolling devel trusty xenial bionic focal jammy lunar mantic noble oracular plucky questing|12.04 14.04 16.04 18.04 20.04 22.04 22.10 23.04 23.10 24.04 24.10 25.04 25.10|
vault|latest *||
wordpress|latest *||
zookeeper|latest *||`
