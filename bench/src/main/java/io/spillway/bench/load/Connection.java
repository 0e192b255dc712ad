package io.spillway.bench.load;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A kept connection that sends prepared requests: HTTP/1.1 and nothing that these servers do not use. The JDK's client
 * would cost as much as the server that it measures.
 */
public final class Connection implements AutoCloseable {

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    /** What came back. @param retryAfter in seconds; 0 where there is none */
    public record Answer(int status, String body, int retryAfter) {}

    private Connection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
        this.out = socket.getOutputStream();
    }

    public static Connection open(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(60_000);
        return new Connection(socket);
    }

    /** A request as it goes over the wire. */
    public static byte[] post(Api api, String path, String body) {
        return withBody("POST", api, path, body);
    }

    /** Likewise. */
    public static byte[] put(Api api, String path, String body) {
        return withBody("PUT", api, path, body);
    }

    private static byte[] withBody(String method, Api api, String path, String body) {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        return (head(method, api, path) + "Content-Type: application/json\r\nContent-Length: " + content.length
                        + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Likewise. */
    public static byte[] get(Api api, String path) {
        return (head("GET", api, path) + "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String head(String method, Api api, String path) {
        String authorization = api.token().isEmpty() ? "" : "Authorization: Bearer " + api.token() + "\r\n";
        return method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + api.port() + "\r\n" + authorization;
    }

    public Answer send(byte[] request) throws IOException {
        out.write(request);
        out.flush();
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        int length = -1;
        int retryAfter = 0;
        for (String header = line(); !header.isEmpty(); header = line()) {
            int colon = header.indexOf(':');
            String value = header.substring(colon + 1).strip();
            switch (header.substring(0, colon).toLowerCase(Locale.ROOT)) {
                case "content-length" -> length = Integer.parseInt(value);
                case "retry-after" -> retryAfter = Integer.parseInt(value);
                default -> {}
            }
        }
        byte[] body = length < 0 ? chunks() : in.readNBytes(length);
        return new Answer(status, new String(body, StandardCharsets.UTF_8), retryAfter);
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            body.write(in.readNBytes(size));
            line();
        }
        line();
        return body.toByteArray();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the connection was closed");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
