package io.spillway.server.redis;

import org.junit.platform.suite.api.AfterSuite;
import org.junit.platform.suite.api.BeforeSuite;
import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.Suite;

/** The tests of this package, on the older Redis that the server brings. */
@Suite
@SelectClasses({
    ClaimLimitsTest.class,
    ClaimOrderTest.class,
    ClusterWideLimitsTest.class,
    ConcurrencyKeyTest.class,
    DamagedDataTest.class,
    FullRedisTest.class,
    KeyBoundsTest.class,
    LateSuccessTest.class,
    LeaseTest.class,
    LostAnswersTest.class,
    RecordLayoutTest.class,
    RedisAlertStoreTest.class,
    RedisAuditStoreTest.class,
    RedisEffectStoreTest.class,
    RedisDrillStoreTest.class,
    RedisInvariantsTest.class,
    RedisNodeStoreTest.class,
    RedisNumbersStoreTest.class,
    RedisSessionStoreTest.class,
    RedisTaskQueueTest.class,
    RedisTierStoreTest.class,
    RetryBudgetTest.class,
    TaskPagesTest.class,
    TransitionTest.class,
    TwoNodesTest.class
})
final class BundledContractTest {

    @BeforeSuite
    static void onTheBundledOne() {
        RealRedis.startOnly(RealRedis::startBundled);
    }

    @AfterSuite
    static void end() {
        RealRedis.startInstalledOnesAgain();
    }
}
