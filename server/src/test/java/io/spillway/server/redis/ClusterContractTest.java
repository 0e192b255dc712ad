package io.spillway.server.redis;

import org.junit.platform.suite.api.AfterSuite;
import org.junit.platform.suite.api.BeforeSuite;
import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.Suite;

/** The tests of this package, on a real cluster of three masters. */
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
final class ClusterContractTest {

    @BeforeSuite
    static void onACluster() {
        RealRedis.startOnly(LentCluster::lend);
    }

    @AfterSuite
    static void end() throws Exception {
        RealRedis.startInstalledOnesAgain();
        LentCluster.end();
    }
}
