-- What wrk sends: the same POST again and again. It names no key, so each is a task of its own.
-- Arguments: a file with the body, and a token or ''.
function init(args)
  local file = assert(io.open(args[1]))
  wrk.method = 'POST'
  wrk.body = file:read('*a')
  file:close()
  wrk.headers['Content-Type'] = 'application/json'
  if args[2] and args[2] ~= '' then
    wrk.headers['Authorization'] = 'Bearer ' .. args[2]
  end
  request_once = wrk.format()
end

function request()
  return request_once
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('bench requests=%d micros=%d refused=%d broken=%d p50=%d p99=%d\n', summary.requests, summary.duration,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout, latency:percentile(50), latency:percentile(99)))
end
