package io.spillway.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A mail server that takes every mail, but none before the connection is encrypted: what Alertmanager insists on by default. */
final class MailSink implements AutoCloseable {

    private final ServerSocket listener;
    private final SSLContext tls;
    private final Queue<Mail> mails = new ConcurrentLinkedQueue<>();

    private MailSink(ServerSocket listener, SSLContext tls) {
        this.listener = listener;
        this.tls = tls;
    }

    /**
     * One mail as it came.
     *
     * @param text the lines of its header and body, without quoted-printable's breaks and signs
     */
    record Mail(String from, List<String> to, String text) {

        private static Mail of(String from, List<String> to, List<String> lines) {
            String raw = String.join("\n", lines);
            return new Mail(from, List.copyOf(to), raw.replace("=\n", "").replace("=3D", "="));
        }

        String subject() {
            return text.lines()
                    .filter(line -> line.startsWith("Subject: "))
                    .findFirst()
                    .map(line -> line.substring("Subject: ".length()))
                    .orElse("");
        }
    }

    /** @param certificate what the server shows of itself */
    static MailSink start(Certificate certificate) throws GeneralSecurityException {
        try {
            MailSink sink = new MailSink(
                    new ServerSocket(0, 16, InetAddress.getLoopbackAddress()), certificate.serverContext());
            Thread.ofVirtual().name("mail-sink").start(sink::accept);
            return sink;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The first mail whose subject begins so. */
    Optional<Mail> about(String subject) {
        return mails.stream().filter(mail -> mail.subject().startsWith(subject)).findFirst();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                // The end of the test: the loop's condition tells.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            new Dialog(socket).greet();
        } catch (IOException gone) {
            // A mail that did not come is found by who waits for it.
        }
    }

    /** RFC 5321 as far as a client needs it, and RFC 3207. */
    private final class Dialog {

        private final Socket plain;
        private BufferedReader in;
        private Writer out;
        private boolean encrypted;
        private String from = "";
        private final List<String> to = new ArrayList<>();

        private Dialog(Socket plain) throws IOException {
            this.plain = plain;
            this.in = reader(plain);
            this.out = writer(plain);
        }

        private void greet() throws IOException {
            say("220 sink");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String word = line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
                switch (word) {
                    case "EHLO" -> say(encrypted ? "250 sink" : "250-sink\r\n250 STARTTLS");
                    case "STARTTLS" -> encrypt();
                    case "MAIL" -> {
                        from = address(line);
                        to.clear();
                        say(encrypted ? "250 ok" : "530 must issue a STARTTLS command first");
                    }
                    case "RCPT" -> {
                        to.add(address(line));
                        say("250 ok");
                    }
                    case "DATA" -> take();
                    case "QUIT" -> {
                        say("221 bye");
                        return;
                    }
                    default -> say("250 ok");
                }
            }
        }

        private void encrypt() throws IOException {
            say("220 go ahead");
            SSLSocket over = (SSLSocket) tls.getSocketFactory().createSocket(plain, null, plain.getPort(), true);
            over.setUseClientMode(false);
            in = reader(over);
            out = writer(over);
            encrypted = true;
        }

        private void take() throws IOException {
            if (!encrypted || to.isEmpty()) {
                say("503 no recipients");
                return;
            }
            say("354 go on");
            List<String> lines = new ArrayList<>();
            for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
                lines.add(line.startsWith(".") ? line.substring(1) : line);
            }
            mails.add(Mail.of(from, to, lines));
            say("250 taken");
        }

        private void say(String answer) throws IOException {
            out.write(answer + "\r\n");
            out.flush();
        }
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private static Writer writer(Socket socket) throws IOException {
        return new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.UTF_8);
    }

    private static String address(String line) {
        return line.substring(line.indexOf('<') + 1, line.indexOf('>'));
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
