// The directives of nginx: where each may stand, how many words follow it, and what it opens.

export type Place =
  | 'main'
  | 'events'
  | 'http'
  | 'server'
  | 'location'
  | 'upstream'
  | 'stream'
  | 'map'

export interface Directive {
  readonly places: readonly Place[]
  readonly least: number
  readonly most: number
  /** The place inside its braces; null for one that ends with a semicolon. */
  readonly opens: Place | null
  readonly once: boolean
}

const PLACES: Readonly<Record<string, Place>> = {
  m: 'main',
  e: 'events',
  h: 'http',
  s: 'server',
  l: 'location',
  u: 'upstream',
  t: 'stream',
}

/** 'places least-most names'; `*` before a name: once in a block. */
const PLAIN = `
m 1-1 *worker_processes *pid *daemon *master_process *worker_rlimit_nofile *user! env load_module *worker_shutdown_timeout *pcre_jit *timer_resolution *lock_file worker_cpu_affinity! *worker_priority
e 1-1 *worker_connections *multi_accept *use *accept_mutex *accept_mutex_delay
mhslet 1-1 include
mhslt 1-9 error_log
hsl 1-9 access_log index add_header! try_files error_page! allow deny proxy_set_header! fastcgi_param! uwsgi_param gzip_types proxy_cache_valid set_real_ip_from expires limit_req limit_conn proxy_cookie_path proxy_cookie_domain proxy_redirect proxy_next_upstream sub_filter sub_filter_types auth_request_set ssi_types charset_types more_set_headers proxy_hide_header proxy_pass_header gzip_proxied proxy_cache_bypass proxy_no_cache proxy_cache_use_stale proxy_cache_methods fastcgi_hide_header add_trailer proxy_ignore_headers log_subrequest gzip_buffers
hsl 1-1 *root *sendfile *tcp_nopush *tcp_nodelay keepalive_requests *client_max_body_size *client_body_buffer_size *client_body_timeout *send_timeout *gzip *gzip_comp_level *gzip_min_length *gzip_vary *gzip_http_version *gzip_disable! *gzip_static *default_type *autoindex *autoindex_exact_size *autoindex_localtime *charset *etag *if_modified_since *proxy_connect_timeout *proxy_send_timeout *proxy_read_timeout *proxy_buffering *proxy_buffer_size *proxy_busy_buffers_size *proxy_http_version *proxy_request_buffering *proxy_cache *proxy_cache_key *proxy_cache_lock *proxy_intercept_errors *proxy_ssl_verify *proxy_ssl_server_name *proxy_ssl_name *proxy_ssl_trusted_certificate *proxy_temp_path *proxy_max_temp_file_size *proxy_method *proxy_bind *proxy_next_upstream_tries *proxy_next_upstream_timeout *auth_basic *auth_basic_user_file *auth_request *resolver_timeout *server_tokens *port_in_redirect *absolute_redirect *server_name_in_redirect *client_body_temp_path *client_body_in_file_only *disable_symlinks *fastcgi_index *fastcgi_read_timeout *fastcgi_connect_timeout *fastcgi_send_timeout *fastcgi_buffer_size *fastcgi_intercept_errors *fastcgi_temp_path *uwsgi_temp_path *scgi_temp_path *uwsgi_read_timeout *grpc_read_timeout *grpc_send_timeout *real_ip_header *real_ip_recursive *log_not_found *types_hash_max_size *types_hash_bucket_size *open_file_cache_valid *limit_rate *limit_rate_after *output_buffers *directio *aio *satisfy *reset_timedout_connection *lingering_close *lingering_timeout *chunked_transfer_encoding *msie_padding *recursive_error_pages *ssi *sub_filter_once *limit_req_status *limit_conn_status *mirror *http2 *http3
hsl 1-3 *keepalive_timeout *resolver! *open_file_cache *proxy_buffers *fastcgi_buffers *fastcgi_split_path_info *proxy_cache_min_uses rewrite_log
hs 1-1 *client_header_timeout *client_header_buffer_size *ignore_invalid_headers *underscores_in_headers *merge_slashes *server_names_hash_bucket_size *server_names_hash_max_size *variables_hash_max_size *variables_hash_bucket_size *map_hash_bucket_size *map_hash_max_size ssl_certificate ssl_certificate_key *ssl_ciphers *ssl_prefer_server_ciphers *ssl_session_timeout *ssl_session_tickets *ssl_dhparam *ssl_ecdh_curve *ssl_stapling *ssl_stapling_verify *ssl_trusted_certificate *ssl_client_certificate *ssl_verify_client *ssl_verify_depth *ssl_password_file *ssl_buffer_size *ssl_early_data *http2_max_concurrent_streams *connection_pool_size *request_pool_size
hs 1-9 ssl_protocols ssl_session_cache large_client_header_buffers
h 1-9 log_format proxy_cache_path limit_req_zone limit_conn_zone fastcgi_cache_path proxy_headers_hash_max_size js_import js_path perl_modules
s 1-9 server_name listen
sl 1-9 set rewrite return
sl 0-0 break internal stub_status!
l 1-1 *proxy_pass *fastcgi_pass *uwsgi_pass *grpc_pass *scgi_pass *alias *memcached_pass *empty_gif!
u 0-9 keepalive ip_hash least_conn hash random zone keepalive_timeout keepalive_requests
`

const BLOCKS = `
m events events 0-0
m http http 0-0
m map stream 0-0
h server server 0-0
sl location location 1-2
hsl location if 1-9
l location limit_except 1-9
h upstream upstream 1-1
h map map 2-2
h map geo 1-2
h map split_clients 2-2
hsl map types 0-0
`

/** `server` inside of `upstream`, which is another directive. */
export const UPSTREAM_SERVER: Directive = {
  places: ['upstream'],
  least: 1,
  most: 9,
  opens: null,
  once: false,
}

function placesOf(letters: string): readonly Place[] {
  return [...letters].flatMap((letter) => PLACES[letter] ?? [])
}

/** Each directive by its name. */
export const NGINX_DIRECTIVES: ReadonlyMap<string, Directive> = directives()

function directives(): ReadonlyMap<string, Directive> {
  const all = new Map<string, Directive>()
  for (const row of PLAIN.trim().split('\n')) {
    const [letters = '', count = '', ...names] = row.split(' ')
    const [least = 0, most = 9] = count.split('-').map(Number)
    for (const written of names) {
      const name = written.replace(/^\*|!$/g, '')
      const many = written.endsWith('!')
      const once = written.startsWith('*')
      const before = all.get(name)
      const places = [...(before?.places ?? []), ...placesOf(letters)]
      all.set(name, {
        places,
        least: Math.min(least, before?.least ?? least),
        most: many ? 99 : Math.max(most, before?.most ?? 0),
        opens: null,
        once,
      })
    }
  }
  for (const row of BLOCKS.trim().split('\n')) {
    const [letters = '', opens = '', name = '', count = ''] = row.split(' ')
    const [least = 0, most = 0] = count.split('-').map(Number)
    all.set(name, { places: placesOf(letters), least, most, opens: opens as Place, once: false })
  }
  return all
}
