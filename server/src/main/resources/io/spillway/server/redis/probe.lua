-- Tries every command that the scripts and the stores use, on keys of its own, which it removes.
-- KEYS[1]  what these keys begin with
-- ARGV[1]  the channel of the bell
-- Returns  { the commands that the user may not run …, what else a write was refused for, or '' }
local prefix = KEYS[1]
local bell = ARGV[1]
local text, set, sorted = prefix .. 'text', prefix .. 'set', prefix .. 'sorted'
local hash, stream, number, list = prefix .. 'hash', prefix .. 'stream', prefix .. 'number', prefix .. 'list'

local TRIES = {
  { 'DEL', text, set, sorted, hash, stream, number, list },
  { 'SET', text, '1' }, { 'PSETEX', text, 60000, '1' }, { 'GET', text }, { 'EXISTS', text }, { 'PERSIST', text },
  { 'PEXPIRE', text, 60000 }, { 'PTTL', text }, { 'GETRANGE', text, 0, 1 }, { 'SETRANGE', text, 0, '2' }, { 'SETNX', text, '1' }, { 'MEMORY', 'USAGE', text }, { 'INCR', number },
  { 'HSET', hash, 'f', 'v' }, { 'HGET', hash, 'f' }, { 'HMGET', hash, 'f' }, { 'HGETALL', hash }, { 'HVALS', hash },
  { 'HLEN', hash }, { 'HEXISTS', hash, 'f' }, { 'HSCAN', hash, 0 }, { 'HDEL', hash, 'g' }, { 'HINCRBY', hash, 'n', 1 },
  { 'SADD', set, 'm' }, { 'SMEMBERS', set }, { 'SREM', set, 'n' },
  { 'RPUSH', list, 'm' }, { 'LPUSH', list, 'm' }, { 'LPOS', list, 'm' }, { 'LLEN', list }, { 'LRANGE', list, 0, 0 }, { 'LTRIM', list, 0, 1 },
  { 'ZADD', sorted, 1, 'm' }, { 'ZCARD', sorted }, { 'ZCOUNT', sorted, 0, 1 }, { 'ZSCORE', sorted, 'm' }, { 'ZRANGE', sorted, 0, 0 },
  { 'ZREVRANGE', sorted, 0, 0 }, { 'ZRANGEBYSCORE', sorted, 0, 1 }, { 'ZREVRANGEBYSCORE', sorted, 1, 0 }, { 'ZREMRANGEBYRANK', sorted, 5, 6 }, { 'ZREM', sorted, 'n' },
  { 'XADD', stream, '1-1', 'f', 'v' }, { 'XLEN', stream }, { 'XRANGE', stream, '-', '+' }, { 'XREVRANGE', stream, '+', '-' },
  { 'XGROUP', 'CREATE', stream, 'g', '0' }, { 'XPENDING', stream, 'g' }, { 'ZRANK', sorted, 'm' }, { 'XINFO', 'GROUPS', stream },
  { 'XREADGROUP', 'GROUP', 'g', 'c', 'COUNT', 1, 'STREAMS', stream, '>' }, { 'XACK', stream, 'g', '1-1' }, { 'XDEL', stream, '1-1' },
  { 'TIME' }, { 'SCAN', 0, 'COUNT', 1 }, { 'PUBLISH', bell, 'probe' },
  { 'DEL', text, set, sorted, hash, stream, number, list },
}

-- Each version says it in words of its own.
local function is_denied(message)
  return string.find(message, 'NOPERM', 1, true) or string.find(message, 'ACL failure', 1, true)
    or string.find(message, 'The user executing the script', 1, true)
end

local reply, other = {}, ''
for _, try in ipairs(TRIES) do
  local answer = redis.pcall(unpack(try))
  local message = type(answer) == 'table' and answer.err
  if message and is_denied(message) then
    reply[#reply + 1] = string.lower(try[1])
  elseif message and (string.find(message, 'MISCONF', 1, true) or string.find(message, 'NOREPLICAS', 1, true)) then
    other = message
  end
end
reply[#reply + 1] = other
return reply
