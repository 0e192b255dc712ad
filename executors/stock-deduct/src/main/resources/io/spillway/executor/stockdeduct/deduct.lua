-- Deducts a quantity from one item's stock, once per idempotency key and never below zero.
-- KEYS[1]  what is left of the item
-- KEYS[2]  what was left after the deduction under this idempotency key
-- ARGV[1]  quantity, a positive integer
-- ARGV[2]  how long the deduction is remembered, in seconds
-- Returns {status, left}: deducted (now) | repeated (earlier, under this key) | short | unknown (no such item)
local left = KEYS[1]
local done = KEYS[2]
local quantity = tonumber(ARGV[1])
local remembered = ARGV[2]

local before = redis.call('GET', done)
if before then
  return {'repeated', before}
end
local stock = redis.call('GET', left)
if not stock then
  return {'unknown', '0'}
end
if tonumber(stock) < quantity then
  return {'short', stock}
end

local after = redis.call('DECRBY', left, quantity)
redis.call('SET', done, after, 'EX', remembered)
return {'deducted', tostring(after)}
