package io.spillway.server.plugin;

import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Turns a payload's record into its shape, once, when the plugin is loaded: a type that can't be read fails there. */
final class ShapeReader {

    private final Map<Class<?>, RecordShape> records = new HashMap<>();

    private ShapeReader() {}

    /** @throws IllegalArgumentException naming a component that no payload can have */
    static Shape of(Class<?> payload) {
        return new ShapeReader().record(payload);
    }

    private RecordShape record(Class<?> type) {
        RecordShape known = records.get(type);
        if (known != null) {
            return known;
        }
        RecordComponent[] parts = type.getRecordComponents();
        SequencedMap<String, Shape> components = new LinkedHashMap<>();
        RecordShape shape = new RecordShape(constructor(type, parts), components);
        records.put(type, shape);
        for (RecordComponent part : parts) {
            components.put(part.getName(), component(type, part));
        }
        return shape;
    }

    private static Constructor<?> constructor(Class<?> type, RecordComponent[] parts) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(
                    Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("every record has a canonical constructor: " + type, e);
        }
    }

    private Shape component(Class<?> record, RecordComponent component) {
        return shape(component.getAnnotatedType())
                .orElseThrow(() -> new IllegalArgumentException("component '" + component.getName() + "' of record "
                        + record.getSimpleName() + " is a "
                        + component.getGenericType().getTypeName()
                        + ", which a payload can't hold: use strings, numbers, booleans, enums, Instant, LocalDate,"
                        + " Duration, UUID, URI, records, and List, Map<String, …> and Optional of them"));
    }

    private Optional<Shape> shape(AnnotatedType annotated) {
        Optional<Shape> shape = plain(annotated);
        return annotated.isAnnotationPresent(Nullable.class) ? shape.map(CompoundShape.NullableShape::new) : shape;
    }

    private Optional<Shape> plain(AnnotatedType annotated) {
        Type type = annotated.getType();
        if (annotated instanceof AnnotatedParameterizedType generic && type instanceof ParameterizedType named) {
            return generic(named, generic.getAnnotatedActualTypeArguments());
        }
        if (type == Object.class) {
            return Optional.of(new CompoundShape.AnyShape());
        }
        if (type instanceof Class<?> plain) {
            return plain.isRecord() && plain.getTypeParameters().length == 0
                    ? Optional.of(record(plain))
                    : ScalarShape.of(plain);
        }
        return Optional.empty();
    }

    private Optional<Shape> generic(ParameterizedType type, AnnotatedType[] arguments) {
        if (type.getRawType() == List.class) {
            return shape(arguments[0]).map(CompoundShape.ListShape::new);
        }
        if (type.getRawType() == Optional.class) {
            return shape(arguments[0]).map(CompoundShape.OptionalShape::new);
        }
        if (type.getRawType() == Map.class && arguments[0].getType() == String.class) {
            return shape(arguments[1]).map(CompoundShape.MapShape::new);
        }
        return Optional.empty();
    }
}
