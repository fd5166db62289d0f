package ca.iotistic.fleet.device;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.statement.Query;

/**
 * Which devices are meant; all conditions have to hold. Values go to the database as parameters,
 * never as SQL.
 *
 * @param search a part of the uuid or of the name
 */
public record Filter(
    Optional<String> type,
    List<String> tags,
    Optional<String> version,
    Optional<String> state,
    Optional<Boolean> active,
    Optional<Boolean> online,
    Optional<String> search) {
  public Filter {
    tags = List.copyOf(tags);
  }

  /** Those that may be commanded. */
  public Filter activeOnly() {
    return new Filter(type, tags, version, state, Optional.of(true), online, search);
  }

  String where() {
    StringBuilder where = new StringBuilder(" WHERE true");
    type.ifPresent(value -> where.append(" AND d.device_type = :type"));
    for (int i = 0; i < tags.size(); i++) {
      where.append(" AND d.tags @> jsonb_build_array(:tag").append(i).append("::text)");
    }
    version.ifPresent(value -> where.append(" AND d.version = :version"));
    state.ifPresent(value -> where.append(" AND u.state = :state"));
    active.ifPresent(value -> where.append(" AND d.is_active = :active"));
    online.ifPresent(value -> where.append(" AND coalesce(d.online, false) = :online"));
    search.ifPresent(
        value ->
            where.append(
                " AND (strpos(d.uuid, :search) > 0"
                    + " OR strpos(lower(d.device_name), lower(:search)) > 0)"));
    return where.toString();
  }

  Query bind(Query query) {
    Map<String, Object> values = new TreeMap<>();
    type.ifPresent(value -> values.put("type", value));
    for (int i = 0; i < tags.size(); i++) {
      values.put("tag" + i, tags.get(i));
    }
    version.ifPresent(value -> values.put("version", value));
    state.ifPresent(value -> values.put("state", value));
    active.ifPresent(value -> values.put("active", value));
    online.ifPresent(value -> values.put("online", value));
    search.ifPresent(value -> values.put("search", value));
    return query.bindMap(values);
  }
}
