package io.spillway.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Asks whether a port can be had before anything is started for it. */
final class PortCheck {

    private PortCheck() {}

    static void requireFree(String host, int port) throws StartException {
        if (port == 0) {
            return;
        }
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new StartException("The address " + host + " is not known here: give another one by --host.");
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(address);
        } catch (IOException e) {
            throw new StartException(
                    "Port " + port + " of " + host + " can't be used (" + e.getMessage()
                            + "): stop what listens there, or give the server another port by --port.",
                    e);
        }
    }
}
