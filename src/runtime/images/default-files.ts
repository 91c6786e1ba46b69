// Files that images bring along: the first page of web servers, and their configuration.

export interface ImageFile {
  readonly path: string
  readonly content: string
}

export const NGINX_FILES: readonly ImageFile[] = [
  {
    path: '/usr/share/nginx/html/index.html',
    content:
      '<!DOCTYPE html>\n<html>\n<head>\n<title>Welcome to nginx!</title>\n</head>\n<body>\n<h1>Welcome to nginx!</h1>\n<p>The web server works.</p>\n</body>\n</html>\n',
  },
  ...['mime.types', 'fastcgi_params', 'uwsgi_params', 'scgi_params'].map((name) => ({
    path: `/etc/nginx/${name}`,
    content:
      name === 'mime.types' ? 'types {\n    text/html html htm;\n    text/css css;\n}\n' : '',
  })),
  {
    path: '/etc/nginx/nginx.conf',
    content: 'events {}\nhttp {\n  include /etc/nginx/conf.d/*.conf;\n}\n',
  },
  {
    path: '/etc/nginx/conf.d/default.conf',
    content:
      'server {\n  listen 80;\n  location / {\n    root /usr/share/nginx/html;\n    index index.html;\n  }\n}\n',
  },
]

export const HTTPD_FILES: readonly ImageFile[] = [
  {
    path: '/usr/local/apache2/htdocs/index.html',
    content: '<html><body><h1>It works!</h1></body></html>\n',
  },
  {
    path: '/usr/local/apache2/conf/httpd.conf',
    content: [
      'ServerRoot "/usr/local/apache2"',
      'Listen 80',
      ...'mpm_event authn_file authn_core authz_host authz_groupfile authz_user authz_core access_compat auth_basic reqtimeout filter mime log_config env headers setenvif version unixd status autoindex dir alias'
        .split(' ')
        .map((module) => `LoadModule ${module}_module modules/mod_${module}.so`),
      'User www-data',
      'Group www-data',
      'DocumentRoot "/usr/local/apache2/htdocs"',
      '<Directory "/usr/local/apache2/htdocs">',
      '    Options Indexes FollowSymLinks',
      '    AllowOverride None',
      '    Require all granted',
      '</Directory>',
      'DirectoryIndex index.html',
      'LogLevel warn',
      '',
    ].join('\n'),
  },
]

export const ENVOY_FILES: readonly ImageFile[] = [
  {
    path: '/etc/envoy/envoy.yaml',
    content: `admin:
  address:
    socket_address:
      address: 0.0.0.0
      port_value: 9901
static_resources:
  listeners:
  - name: listener_0
    address:
      socket_address:
        address: 0.0.0.0
        port_value: 10000
`,
  },
]
