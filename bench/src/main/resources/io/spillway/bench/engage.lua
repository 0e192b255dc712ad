-- The least that is durable and known to all: the alert, the tier of its scope, and a word to whoever listens.
-- KEYS: prefix. ARGV: fingerprint, alert, scope, tier.
redis.call('HSET', KEYS[1] .. 'alerts', ARGV[1], ARGV[2])
redis.call('HSET', KEYS[1] .. 'tiers', ARGV[3], ARGV[4])
redis.call('PUBLISH', KEYS[1] .. 'bell', ARGV[3])
return redis.call('INCR', KEYS[1] .. 'revision')
