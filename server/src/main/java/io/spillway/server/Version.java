package io.spillway.server;

import picocli.CommandLine.IVersionProvider;

/** The version that is built into the jar's manifest. */
final class Version implements IVersionProvider {

    /** {@code dev} where the classes do not come from a jar. */
    static String current() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"Spillway " + current() + ", Java " + Runtime.version()};
    }
}
