package io.spillway.server.redis;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.spillway.server.degrade.Scope;
import java.io.IOException;

/** Writes a scope as people write it: {@code service:stock-deduct}, {@code core}, {@code site}. */
final class ScopeModule extends SimpleModule {

    private static final long serialVersionUID = 1;

    ScopeModule() {
        addSerializer(Scope.class, new Writer());
        addDeserializer(Scope.class, new Reader());
    }

    private static final class Writer extends StdSerializer<Scope> {

        private static final long serialVersionUID = 1;

        Writer() {
            super(Scope.class);
        }

        @Override
        public void serialize(Scope scope, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(scope.toString());
        }
    }

    private static final class Reader extends StdDeserializer<Scope> {

        private static final long serialVersionUID = 1;

        Reader() {
            super(Scope.class);
        }

        @Override
        public Scope deserialize(JsonParser in, DeserializationContext context) throws IOException {
            String text = in.getValueAsString("");
            return Scope.parse(text).orElseThrow(() -> context.weirdStringException(text, Scope.class, "is no scope"));
        }
    }
}
