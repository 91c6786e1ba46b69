// The directives of httpd's core and of the modules that people load most, and where each may stand: in the words of
// `httpd -L` of Apache 2.4. Of a module that is not here nothing is known.

/** Where a directive may stand: outside `<Directory>`, `<Location>` and the like, inside of them, or anywhere. */
export type Context = 'outside' | 'inside' | 'anywhere'

const MODULES: Readonly<Record<string, Readonly<Partial<Record<Context, string>>>>> = {
  access_compat: {
    inside: 'order allow deny Satisfy',
  },
  alias: {
    outside: 'AliasMatch ScriptAliasMatch',
    anywhere:
      'Alias ScriptAlias Redirect RedirectMatch RedirectTemp RedirectPermanent RedirectRelative AliasPreservePath',
  },
  auth_basic: {
    inside: 'AuthBasicProvider AuthBasicAuthoritative AuthBasicFake AuthBasicUseDigestAlgorithm',
  },
  authn_core: {
    outside: '<AuthnProviderAlias',
    inside: 'AuthType AuthName',
  },
  authn_file: {
    inside: 'AuthUserFile',
  },
  authz_core: {
    outside: '<AuthzProviderAlias',
    inside: 'Require <RequireAll <RequireAny <RequireNone AuthMerging AuthzSendForbiddenOnFailure',
  },
  authz_groupfile: {
    inside: 'AuthGroupFile',
  },
  autoindex: {
    anywhere:
      'AddIcon AddIconByType AddIconByEncoding AddAlt AddAltByType AddAltByEncoding IndexOptions IndexOrderDefault IndexIgnore IndexIgnoreReset AddDescription HeaderName ReadmeName FancyIndexing DefaultIcon IndexStyleSheet IndexHeadInsert',
  },
  cgid: {
    outside: 'ScriptLog ScriptLogLength ScriptLogBuffer ScriptSock',
    anywhere: 'CGIDScriptTimeout',
  },
  core: {
    outside:
      '<Directory <Location <VirtualHost <DirectoryMatch <LocationMatch AccessFileName DocumentRoot FlushMaxThreshold FlushMaxPipelined Protocol AcceptFilter Port ServerAdmin ServerName ServerRoot DefaultRuntimeDir ErrorLog ErrorLogFormat ServerAlias ServerPath Timeout NameVirtualHost ServerTokens LimitRequestLine LimitRequestFieldsize LimitRequestFields Mutex RegexDefaultOptions LimitInternalRecursion StrictHostCheck AllowEncodedSlashes ScoreBoardFile ExtendedStatus SeeRequestTail PidFile MaxRequestsPerChild MaxConnectionsPerChild CoreDumpDirectory MaxMemFree ThreadStackSize TraceEnable MergeTrailers Protocols ProtocolsHonorOrder HttpProtocolOptions RegisterHttpMethod MergeSlashes LoadModule LoadFile KeepAliveTimeout MaxKeepAliveRequests KeepAlive',
    inside: '<Limit <LimitExcept AllowOverride AllowOverrideList CGIPassAuth',
    anywhere:
      '<Files <IfModule <IfDefine <IfFile <IfDirective <IfSection <FilesMatch AddDefaultCharset AcceptPathInfo Define UnDefine Error <If <ElseIf <Else ErrorDocument Options DefaultType FileETag EnableMMAP EnableSendfile ReadBufferSize HostnameLookups ServerSignature ContentDigest UseCanonicalName UseCanonicalPhysicalPort Include IncludeOptional LogLevel LimitRequestBody LimitXMLRequestBody MaxRanges MaxRangeOverlaps MaxRangeReversals RLimitCPU RLimitMEM RLimitNPROC CGIVar QualifyRedirectURL ForceType SetHandler SetOutputFilter SetInputFilter',
  },
  deflate: {
    outside:
      'DeflateFilterNote DeflateWindowSize DeflateBufferSize DeflateMemLevel DeflateCompressionLevel DeflateAlterEtag',
    anywhere: 'DeflateInflateLimitRequestBody DeflateInflateRatioLimit DeflateInflateRatioBurst',
  },
  dir: {
    anywhere:
      'FallbackResource DirectoryIndex DirectorySlash DirectoryCheckHandler DirectoryIndexRedirect',
  },
  env: {
    anywhere: 'PassEnv SetEnv UnsetEnv',
  },
  expires: {
    anywhere: 'ExpiresActive ExpiresByType ExpiresDefault',
  },
  filter: {
    anywhere:
      'FilterDeclare FilterProvider FilterChain FilterTrace AddOutputFilterByType FilterProtocol',
  },
  headers: {
    anywhere: 'Header RequestHeader',
  },
  http2: {
    outside:
      'H2MaxSessionStreams H2WindowSize H2MinWorkers H2MaxWorkers H2MaxWorkerIdleSeconds H2StreamMaxMemSize H2SerializeHeaders H2ModernTLSOnly H2Direct H2SessionExtraFiles H2TLSWarmUpSize H2TLSCoolDownSecs H2PushPriority H2PushDiarySize H2EarlyHints H2Padding H2OutputBuffering H2StreamTimeout H2MaxDataFrameLen H2MaxHeaderBlockLen H2MaxStreamErrors H2WebSockets',
    anywhere: 'H2Upgrade H2Push H2CopyFiles H2PushResource H2EarlyHint H2ProxyRequests',
  },
  include: {
    outside: 'SSIStartTag SSIEndTag',
    inside: 'SSILegacyExprParser SSILastModified SSIEtag',
    anywhere: 'XBitHack SSIErrorMsg SSITimeFormat SSIUndefinedEcho',
  },
  log_config: {
    outside: 'CustomLog GlobalLog TransferLog LogFormat BufferedLogs',
  },
  logio: {
    anywhere: 'LogIOTrackTTFB',
  },
  mime: {
    outside: 'TypesConfig',
    inside: 'ModMimeUsePathInfo',
    anywhere:
      'AddCharset AddEncoding AddHandler AddInputFilter AddLanguage AddOutputFilter AddType DefaultLanguage MultiviewsMatch RemoveCharset RemoveEncoding RemoveHandler RemoveInputFilter RemoveLanguage RemoveOutputFilter RemoveType',
  },
  mpm_event: {
    outside:
      'ListenBacklog ListenCoresBucketsRatio Listen SendBufferSize ReceiveBufferSize ListenTCPDeferAccept StartServers ServerLimit MinSpareThreads MaxSpareThreads MaxClients MaxRequestWorkers ThreadsPerChild ThreadLimit AsyncRequestWorkerFactor GracefulShutdownTimeout',
  },
  negotiation: {
    outside: 'CacheNegotiatedDocs',
    anywhere: 'LanguagePriority ForceLanguagePriority',
  },
  proxy: {
    outside:
      '<Proxy <ProxyMatch ProxyRequests ProxyRemote ProxyRemoteMatch ProxyBlock ProxyReceiveBufferSize ProxyIOBufferSize ProxyMaxForwards NoProxy ProxyDomain ProxyVia ProxyTimeout ProxyBadHeader BalancerGrowth BalancerPersist BalancerInherit ProxyPassInherit ProxyStatus ProxySourceAddress',
    anywhere:
      'ProxyPassInterpolateEnv ProxyPass ProxyPassMatch ProxyPassReverse ProxyPassReverseCookiePath ProxyPassReverseCookieDomain ProxyErrorOverride ProxyPreserveHost BalancerMember ProxySet ProxyAddHeaders Proxy100Continue',
  },
  proxy_fcgi: {
    anywhere: 'ProxyFCGIBackendType ProxyFCGISetEnvIf',
  },
  remoteip: {
    outside:
      'RemoteIPHeader RemoteIPProxiesHeader RemoteIPTrustedProxy RemoteIPInternalProxy RemoteIPTrustedProxyList RemoteIPInternalProxyList RemoteIPProxyProtocol RemoteIPProxyProtocolExceptions',
  },
  reqtimeout: {
    outside: 'RequestReadTimeout',
  },
  rewrite: {
    outside: 'RewriteMap',
    anywhere: 'RewriteEngine RewriteOptions RewriteBase RewriteCond RewriteRule',
  },
  setenvif: {
    anywhere: 'SetEnvIf SetEnvIfNoCase SetEnvIfExpr BrowserMatch BrowserMatchNoCase',
  },
  ssl: {
    outside:
      'SSLPassPhraseDialog SSLSessionCache SSLCryptoDevice SSLRandomSeed SSLVHostSNIPolicy SSLEngine SSLFIPS SSLCertificateFile SSLCertificateKeyFile SSLCertificateChainFile SSLSessionTicketKeyFile SSLCADNRequestPath SSLCADNRequestFile SSLCARevocationPath SSLCARevocationFile SSLCARevocationCheck SSLSessionCacheTimeout SSLProtocol SSLHonorCipherOrder SSLCompression SSLSessionTickets SSLInsecureRenegotiation SSLStrictSNIVHostCheck SSLSRPVerifierFile SSLSRPUnknownUserSeed SSLProxyEngine SSLProxyProtocol SSLProxyCipherSuite SSLProxyVerify SSLProxyVerifyDepth SSLProxyCACertificateFile SSLProxyCACertificatePath SSLProxyCARevocationPath SSLProxyCARevocationFile SSLProxyCARevocationCheck SSLProxyMachineCertificateFile SSLProxyMachineCertificatePath SSLProxyMachineCertificateChainFile SSLProxyCheckPeerExpire SSLProxyCheckPeerCN SSLProxyCheckPeerName SSLOCSPEnable SSLOCSPDefaultResponder SSLOCSPOverrideResponder SSLOCSPResponseTimeSkew SSLOCSPResponseMaxAge SSLOCSPResponderTimeout SSLOCSPUseRequestNonce SSLOCSPProxyURL SSLOCSPNoVerify SSLOCSPResponderCertificateFile SSLStaplingCache SSLUseStapling SSLStaplingResponseTimeSkew SSLStaplingResponderTimeout SSLStaplingResponseMaxAge SSLStaplingStandardCacheTimeout SSLStaplingReturnResponderErrors SSLStaplingFakeTryLater SSLStaplingErrorCacheTimeout SSLStaplingForceURL SSLOpenSSLConfCmd',
    inside: 'SSLRequireSSL SSLRequire SSLRenegBufferSize',
    anywhere:
      'SSLCipherSuite SSLCACertificatePath SSLCACertificateFile SSLVerifyClient SSLVerifyDepth SSLUserName SSLOptions SSLLog SSLLogLevel',
  },
  substitute: {
    anywhere: 'Substitute SubstituteMaxLineLength SubstituteInheritBefore',
  },
  unixd: {
    outside: 'User Group ChrootDir Suexec',
  },
  userdir: {
    outside: 'UserDir',
  },
  version: {
    anywhere: '<IfVersion',
  },
  vhost_alias: {
    outside: 'VirtualScriptAlias VirtualDocumentRoot VirtualScriptAliasIP VirtualDocumentRootIP',
  },
}

/** The modules whose directives are known. */
export const KNOWN_MODULES: ReadonlySet<string> = new Set(Object.keys(MODULES))

/** Where the directives of these modules may stand, by their names in small letters; sections begin with '<'. */
export function directivesOf(modules: Iterable<string>): ReadonlyMap<string, Context> {
  const found = new Map<string, Context>()
  for (const name of modules) {
    const contexts = Object.hasOwn(MODULES, name) ? (MODULES[name] ?? {}) : {}
    for (const context of ['outside', 'inside', 'anywhere'] as const)
      for (const directive of (contexts[context] ?? '').split(' '))
        found.set(directive.toLowerCase(), context)
  }
  return found
}
