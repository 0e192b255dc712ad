package io.spillway.server;

import io.spillway.server.alert.AlertIntake;
import io.spillway.server.alert.Alerts;
import io.spillway.server.alert.ForgetResolvedAlerts;
import io.spillway.server.audit.AuditLog;
import io.spillway.server.auth.Sessions;
import io.spillway.server.auth.SignInLimit;
import io.spillway.server.auth.SignInLinks;
import io.spillway.server.auth.Tokens;
import io.spillway.server.config.SpillwayConfig;
import io.spillway.server.degrade.Operator;
import io.spillway.server.degrade.Switchboard;
import io.spillway.server.degrade.TierKeeper;
import io.spillway.server.degrade.TierLoop;
import io.spillway.server.engine.Engine;
import io.spillway.server.engine.EnginePorts;
import io.spillway.server.engine.ObservedTaskStore;
import io.spillway.server.follow.TaskFollowing;
import io.spillway.server.limits.LimitBook;
import io.spillway.server.plugin.PluginFolder;
import io.spillway.server.pool.AdaptivePool;
import io.spillway.server.pool.LoadMeter;
import io.spillway.server.pool.WorkerPool;
import io.spillway.server.redis.RedisAlertStore;
import io.spillway.server.redis.RedisAuditStore;
import io.spillway.server.redis.RedisConnection;
import io.spillway.server.redis.RedisInvariants;
import io.spillway.server.redis.RedisLimitStore;
import io.spillway.server.redis.RedisPlaces;
import io.spillway.server.redis.RedisSessionStore;
import io.spillway.server.redis.RedisTaskQueue;
import io.spillway.server.redis.RedisTaskStore;
import io.spillway.server.redis.RedisTierStore;
import io.spillway.server.retry.RetryPolicy;
import io.spillway.server.sla.SlaRecorder;
import io.spillway.server.submit.AdmittingSubmitter;
import io.spillway.server.submit.QueuePressure;
import io.spillway.server.submit.SubmitPorts;
import io.spillway.server.telemetry.LoopLatency;
import io.spillway.server.telemetry.Metrics;
import io.spillway.server.telemetry.Traces;
import io.spillway.server.waiting.Waiting;
import io.spillway.server.waiting.WaitingFacts;
import io.spillway.server.web.WebFeatures;
import io.spillway.server.web.WebServer;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The composition root. Read it from top to bottom; it is long on purpose, since each step needs what came before it. */
final class Assembly {

    private static final Logger LOG = LoggerFactory.getLogger(Assembly.class);

    private Assembly() {}

    /** What a started server sets going, and asks. */
    record Parts(
            DataFolder data,
            PluginFolder plugins,
            TierLoop tiers,
            TierEvidence evidence,
            AlertSite alerts,
            ForgetResolvedAlerts forget,
            InvariantWalk invariants,
            AdaptivePool sizing,
            BreakerSite breakers,
            Engine engine,
            QueuePressure pressure,
            DeadLetterSite letters,
            DrillSite drills,
            TaskFollowing following,
            DemoTraffic demo,
            NodeSite site,
            AuditedPolicy policy,
            SignInLinks links,
            WebServer web,
            AtomicInteger port) {}

    /** @param closer gets to know what must be closed, in this order backwards */
    static Parts assemble(SpillwayConfig.Loaded loaded, Closer closer) throws StartException, IOException {
        SpillwayConfig config = loaded.config();
        InstantSource clock = InstantSource.system();
        LongSupplier nanoTime = System::nanoTime;
        SecureRandom random = new SecureRandom();

        PortCheck.requireFree(config.server().host(), config.server().port());
        DataFolder data =
                closer.register("data folder", DataFolder.lock(config.server().data()));
        Metrics metrics = new Metrics(Version.current(), clock, nanoTime);
        SlaRecorder sla = new SlaRecorder(config.sla(), nanoTime);
        LoopLatency loop = new LoopLatency(clock);
        TaskLoad load = new TaskLoad(new LoadMeter());
        Traces traces = closer.register(
                "traces",
                Traces.start(System.getenv(), Version.current(), config.engine().node()));
        RedisAddress address = RedisAddress.of(config.redis(), data, closer);
        RedisConnection redis = closer.register(
                "redis",
                RedisConnection.open(
                        address.url(), new RedisConnection.Clocks(clock, nanoTime, metrics.server()::scriptTook)));
        RedisAddress.requireAnswer(redis);
        LOG.info("Spillway {} starts with {}", Version.current(), loaded.effective());
        RedisTaskStore tasks = new RedisTaskStore(redis, config.retention());
        TaskFollowing following = new TaskFollowing(tasks, nanoTime);
        PolicySite policy = PolicySite.open(config, metrics.policy(), clock);
        TierEvidence evidence = TierEvidence.of(
                new TierEvidence.Parts(redis, metrics, policy.book()),
                config.engine().node(),
                clock,
                nanoTime);
        TaskEvents events = new TaskEvents(List.of(metrics.tasks(), sla, loop, load, following, evidence));
        RedisTaskQueue queue = new RedisTaskQueue(redis, random, config.retention());

        AuditLog audit = new AuditLog(new RedisAuditStore(redis), clock);
        Tokens tokens = Tokens.open(data.path(), random);
        Sessions sessions = new Sessions(new RedisSessionStore(redis), clock, random);
        SignInLinks links = new SignInLinks(clock, random);

        RedisAlertStore alertStore = new RedisAlertStore(redis);
        RedisTierStore tierStore = new RedisTierStore(redis);
        Alerts alerts = new Alerts(alertStore);
        AlertSite alertSite = closer.register(
                "alerts",
                new AlertSite(
                        config.alertmanager(),
                        new AlertSite.Sources(alertStore, alerts, policy.book()),
                        metrics.alerts(),
                        clock));
        PluginFolder plugins = closer.register("plugins", BuiltInPlugins.open(config, address.single(), data, clock));
        Switchboard switchboard = new Switchboard(policy.book(), clock, type -> PolicySite.pluginOf(plugins, type));
        policy.book().listen(_ -> switchboard.refresh());
        switchboard.listen(metrics.tiers()::inForce);
        switchboard.listen(evidence::inForce);
        evidence.inForce(switchboard.degradation());
        TierKeeper keeper = new TierKeeper(
                new TierKeeper.Ports(tierStore, alerts, new AuditedTiers(audit), evidence),
                switchboard,
                policy.book(),
                clock,
                List.of(new TierTelemetry(metrics.tiers(), loop), alertSite));
        TierLoop tiers = new TierLoop(keeper, nanoTime);
        closer.register("bell of the tiers", tierStore.listen(tiers::follow));
        AlertIntake intake = new AlertIntake(
                alertStore, clock, List.of(tiers, alertSite, new AlertTelemetry(metrics.alerts(), loop)));

        TierSwitches switches = new TierSwitches(
                new Operator(keeper, switchboard, clock), switchboard, tierStore, plugins, evidence::engagements);
        WorkerPool pool = closer.register("workers", WorkerPool.of(config.pool()));
        AtomicInteger port = new AtomicInteger(config.server().port());
        BreakerSite breakers = closer.register(
                "breakers", new BreakerSite(config, redis, metrics, random, new BreakerSite.Clocks(clock, nanoTime)));
        NodeSite site = closer.register(
                "node",
                NodeSite.join(
                        config,
                        new NodeSite.Parts(redis, plugins, pool, metrics, breakers.breakers(), policy::problems),
                        new NodeSite.Clocks(clock, nanoTime, port::get),
                        Incarnation.next(data, random)));
        evidence.held(site::heldTypes);
        EnginePorts ports = new EnginePorts(queue, plugins, switchboard, breakers.breakers(), traces, events, nanoTime);
        Engine engine = closer.register(
                "engine", new Engine(ports, config.engine(), pool, new RetryPolicy(config.retry()), random));
        ObservedTaskStore store = new ObservedTaskStore(tasks, events, engine::ring);
        AdaptivePool sizing = PoolSizing.create(
                pool,
                config.pool(),
                PoolSizing.Sources.of(load, plugins, store, switchboard, engine::ring),
                new AdaptivePool.Clocks(clock, nanoTime),
                metrics.pool());
        QueuePressure pressure = new QueuePressure(store, config.pressure(), nanoTime);
        DeadLetterSite letters = closer.register(
                "dead letters",
                DeadLetterSite.create(
                        config,
                        new DeadLetterSite.Parts(redis, plugins, engine, store, switchboard, pressure, metrics),
                        new DeadLetterSite.Clocks(clock, nanoTime),
                        random));
        AdmittingSubmitter submitter = new AdmittingSubmitter(
                new SubmitPorts(queue, plugins, switchboard, pressure, traces, events, nanoTime),
                engine::ring,
                site::refusal);

        KnownTypes known =
                new KnownTypes(plugins, metrics, sla, config.degrade().coreTypes());
        closer.register("known types", plugins.listen(known::refresh));
        LimitBook limits = new LimitBook(
                new RedisLimitStore(redis), plugins, config.engine().limits());
        SubmittedTypes submitted = new SubmittedTypes(queue::types);
        SampledNumbers.connect(
                metrics.sampled(),
                new SampledNumbers.Sources(
                        pool, store, submitted, letters.jobs(), limits, pressure, plugins, sla, loop));

        DrillSite drills = closer.register(
                "drills",
                DrillSite.create(
                        config,
                        redis,
                        new DrillSite.Executor(submitter, store, plugins),
                        new DrillSite.Control(alerts, switchboard, policy.book()),
                        new DrillSite.Told(audit, metrics, letters.desk())));

        Waiting waiting = new Waiting(new Waiting.Sources(
                new RedisPlaces(redis),
                engine::trouble,
                switchboard::treatment,
                switchboard::keptBack,
                limits,
                plugins,
                type -> new WaitingFacts.Node(
                        plugins.statuses(),
                        pool.busy(),
                        pool.limit(),
                        pressure.claimsPerSecond(type),
                        site.openBreakers(type))));

        WebFeatures features = new WebFeatures(
                new WebFeatures.Tasks(
                        submitter,
                        store,
                        plugins,
                        new PluginSwitches(plugins),
                        new WebFeatures.Insight(
                                limits,
                                breakers.desk(),
                                waiting::of,
                                following,
                                config.streams(),
                                pressure::strained,
                                submitted::with)),
                letters.feature(),
                new WebFeatures.Alerting(
                        new WebhookIntake(
                                intake, result -> metrics.alerts().received("none", result), alertSite::incomplete),
                        alerts::all,
                        alert -> policy.book()
                                .get()
                                .labels()
                                .drive(alert)
                                .map(drive -> new WebFeatures.Drive(drive.tier(), drive.scope())),
                        switches,
                        switchboard::tier,
                        new WebFeatures.Policy(policy.book(), policy.book()::status),
                        new WebFeatures.AlertBounds(
                                config.alertmanager().lease(),
                                () -> policy.book().get().pace().watchdogSilence())),
                new WebFeatures.Numbers(
                        sla,
                        loop,
                        new ScrapedMetrics(metrics.exposition(), loop, clock),
                        new WebhookCounts(evidence, metrics.alerts()),
                        new StreamTelemetry(metrics.server())),
                new WebFeatures.Access(tokens, sessions, links, new SignInLimit(clock), audit),
                new WebFeatures.Node(
                        config.engine().node(),
                        Version.current(),
                        clock.instant(),
                        clock,
                        site::problems,
                        site.shown(),
                        () -> new WebFeatures.Workers(pool.busy(), pool.limit(), sizing.status())),
                drills.desk());
        WebServer web = closer.register("web", new WebServer(features, random));
        closer.<AutoCloseable>register("claiming", engine::stopClaiming);

        return new Parts(
                data,
                plugins,
                tiers,
                evidence,
                alertSite,
                new ForgetResolvedAlerts(alertStore, clock),
                new InvariantWalk(
                        new RedisInvariants(redis),
                        metrics.server(),
                        config.redis().checkShare()),
                sizing,
                breakers,
                engine,
                pressure,
                letters,
                drills,
                following,
                new DemoTraffic(submitter, random),
                site,
                new AuditedPolicy(policy.book(), audit, config.engine().node()),
                links,
                web,
                port);
    }
}
