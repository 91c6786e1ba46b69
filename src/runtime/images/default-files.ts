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
]
