package io.spillway.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Takes mail as RFC 5321 says, by TLS alone, and keeps what it was told. */
final class MailServer implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 20_000;

    private final ServerSocket listener;
    private final SSLContext tls;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Mail> mails = new CopyOnWriteArrayList<>();

    /** @param text headers and body as they came */
    record Mail(List<String> to, String text) {

        /** A header's value. */
        String header(String name) {
            return text.lines()
                    .takeWhile(line -> !line.isEmpty())
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ": "))
                    .map(line -> line.substring(name.length() + 2))
                    .findFirst()
                    .orElse("");
        }
    }

    private MailServer(ServerSocket listener, SSLContext tls) {
        this.listener = listener;
        this.tls = tls;
    }

    /** @param keys what {@link Certificate} made */
    static MailServer start(Path keys) {
        try {
            char[] password = Certificate.PASSWORD.toCharArray();
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(KeyStore.getInstance(keys.toFile(), password), password);
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(managers.getKeyManagers(), null, null);
            MailServer server = new MailServer(new ServerSocket(0, 16, InetAddress.getLoopbackAddress()), tls);
            server.threads.submit(server::accept);
            return server;
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError("no mail server", e);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    List<Mail> mails() {
        return List.copyOf(mails);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                socket.setSoTimeout(PATIENCE_MILLIS);
                threads.submit(() -> talk(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void talk(Socket plain) {
        try (plain) {
            Session session = new Session(plain);
            session.say("220 mail.example.org ESMTP");
            // Nothing but a greeting and the way to TLS is answered before it.
            while (true) {
                String command = session.command();
                if (command.startsWith("EHLO")) {
                    session.say("250-mail.example.org", "250 STARTTLS");
                } else if (command.equals("STARTTLS")) {
                    session.say("220 begin");
                    break;
                } else {
                    session.say("530 STARTTLS first");
                    return;
                }
            }
            try (SSLSocket secure =
                    (SSLSocket) tls.getSocketFactory().createSocket(plain, null, plain.getPort(), true)) {
                secure.setUseClientMode(false);
                take(new Session(secure));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void take(Session session) throws IOException {
        List<String> to = new CopyOnWriteArrayList<>();
        while (true) {
            String command = session.command();
            if (command.startsWith("EHLO")) {
                session.say("250-mail.example.org", "250 8BITMIME");
            } else if (command.startsWith("RCPT TO:")) {
                to.add(command.substring("RCPT TO:".length()).strip());
                session.say("250 ok");
            } else if (command.equals("DATA")) {
                session.say("354 go on");
                mails.add(new Mail(List.copyOf(to), session.text()));
                session.say("250 taken");
            } else if (command.equals("QUIT") || command.isEmpty()) {
                session.say("221 bye");
                return;
            } else {
                session.say("250 ok");
            }
        }
    }

    /** Lines in both directions. */
    private static final class Session {

        private final BufferedReader in;
        private final OutputStream out;

        Session(Socket socket) throws IOException {
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            out = socket.getOutputStream();
        }

        void say(String... lines) throws IOException {
            out.write((String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }

        /** Empty at the end of the connection. */
        String command() throws IOException {
            String line = in.readLine();
            return line == null ? "" : line;
        }

        /** Up to the line that holds a dot alone. */
        String text() throws IOException {
            StringBuilder text = new StringBuilder();
            for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
                text.append(line.startsWith("..") ? line.substring(1) : line).append('\n');
            }
            return text.toString();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        threads.shutdownNow();
    }
}
