-- What a task looks like: one string. First a head of fixed width, which moves overwrite in place; then what was submitted
-- (idempotency key, concurrency key, traceparent, payload, as long as the head says); then a note, which is the result of a
-- task that succeeded and the last message of any other. TaskRecord.java has the same layout, and a test compares the two.
-- Expects the locals `prefix` (what the shard's keys begin with) and `now` (ms, or '' for the clock of Redis).

local STATE, STATE_END = 1, 1 -- P R S F C
-- q queue, d delayed, k parked, l leased, L leased and counted as busy, - none; of a failed task x discarded, r replaced
local PLACE, PLACE_END = 2, 2
local CAUSE, CAUSE_END = 3, 3 -- of the last failure, - for none
local TIER, TIER_END = 4, 4 -- when it was claimed, - before
local WON, WON_END = 5, 5 -- 1 where an attempt succeeded whose lease was lost
local ATTEMPT, ATTEMPT_END = 6, 8
local FENCE, FENCE_END = 9, 23
local DUE, DUE_END = 24, 36
local STARTED, STARTED_END = 37, 49
local FIRST, FIRST_END = 50, 62 -- when the first attempt began
local FINISHED, FINISHED_END = 63, 75
local NOTE, NOTE_END = 76, 82 -- bytes
local ENTRY, ENTRY_END = 83, 106
local NODE, NODE_END = 107, 138
local DEADLINE, DEADLINE_END = 139, 151
local CREATED, CREATED_END = 152, 164
local CRITICALITY, CRITICALITY_END = 165, 165
local TRIES, TRIES_END = 166, 168
local TIMEOUT, TIMEOUT_END = 169, 179
local KEY, KEY_END = 180, 183 -- bytes, as the next three
local LANE, LANE_END = 184, 187
local TRACE, TRACE_END = 188, 191
local PAYLOAD, PAYLOAD_END = 192, 198
local VERSION, VERSION_END = 199, 199
local HEAD = VERSION_END
local PEEK = HEAD + 200

local NO_TIME = '0000000000000'
local QUEUES = {
  ['0'] = prefix .. 'queue:CRITICAL_PLUS',
  ['1'] = prefix .. 'queue:CRITICAL',
  ['2'] = prefix .. 'queue:SHEDDABLE_PLUS',
  ['3'] = prefix .. 'queue:SHEDDABLE',
}
local DELAYED = {
  ['0'] = prefix .. 'delayed:CRITICAL_PLUS',
  ['1'] = prefix .. 'delayed:CRITICAL',
  ['2'] = prefix .. 'delayed:SHEDDABLE_PLUS',
  ['3'] = prefix .. 'delayed:SHEDDABLE',
}
local LEASES = prefix .. 'leases'
local PARKED = prefix .. 'parked'
local BUSY = prefix .. 'busy'
local SHARD = prefix .. 'shard' -- limits, counters and token buckets
local GROUP = 'workers'
local CONSUMER = 'nodes'

local sub, fmt = string.sub, string.format

if now == '' then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
else
  now = tonumber(now)
end

local function padded_time(ms)
  return fmt('%013d', ms)
end

local NOW = padded_time(now)

local function task_key(id)
  return prefix .. 'task:' .. id
end

-- The head of a task with the first of what follows it; false where none stands, or what stands is none.
local function peek(id)
  local text = redis.pcall('GETRANGE', task_key(id), 0, PEEK - 1)
  return type(text) == 'string' and #text >= HEAD and text
end

-- A number of a head; the other where somebody damaged it, so that one broken task never stops a script for the others.
local function number(head, from, to, otherwise)
  return tonumber(sub(head, from, to)) or otherwise
end

local function criticality_of(head)
  local digit = sub(head, CRITICALITY, CRITICALITY_END)
  return QUEUES[digit] and digit or '1'
end

local function entry_of(head)
  return string.match(head, '^[0-9]+%-[0-9]+', ENTRY)
end

-- Bytes of the body: `from` is where they begin after the head.
local function body(id, text, from, length)
  if length == 0 then
    return ''
  end
  if #text >= HEAD + from + length then
    return sub(text, HEAD + from + 1, HEAD + from + length)
  end
  return redis.call('GETRANGE', task_key(id), HEAD + from, HEAD + from + length - 1)
end

local function key_of(id, text)
  return body(id, text, 0, number(text, KEY, KEY_END, 0))
end

local function lane_of(id, text)
  return body(id, text, number(text, KEY, KEY_END, 0), number(text, LANE, LANE_END, 0))
end

-- Where the note stands, counted from 0.
local function note_at(head)
  return HEAD + number(head, KEY, KEY_END, 0) + number(head, LANE, LANE_END, 0) + number(head, TRACE, TRACE_END, 0)
    + number(head, PAYLOAD, PAYLOAD_END, 0)
end

local function note_of(id, text)
  return body(id, text, note_at(text) - HEAD, number(text, NOTE, NOTE_END, 0))
end
