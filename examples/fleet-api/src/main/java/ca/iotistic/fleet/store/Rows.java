package ca.iotistic.fleet.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;

/** A row as a JSON object, with the names of its columns; moments are ISO-8601 in UTC. */
public final class Rows implements RowMapper<ObjectNode> {
  public static final Rows AS_JSON = new Rows();
  private static final JsonMapper JSON = new JsonMapper();

  private Rows() {}

  @Override
  public ObjectNode map(ResultSet row, StatementContext context) throws SQLException {
    ResultSetMetaData columns = row.getMetaData();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      json.set(columns.getColumnLabel(i), value(row, i, columns.getColumnTypeName(i)));
    }
    return json;
  }

  public static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("the database holds what is no JSON", impossible);
    }
  }

  private static JsonNode value(ResultSet row, int column, String type) throws SQLException {
    JsonNodeFactory node = JsonNodeFactory.instance;
    Object value = row.getObject(column);
    if (value == null) {
      return node.nullNode();
    }
    return switch (type) {
      case "int4", "int8", "bigserial", "serial" -> node.numberNode(row.getLong(column));
      case "numeric", "float8" -> node.numberNode(row.getDouble(column));
      case "bool" -> node.booleanNode(row.getBoolean(column));
      case "json", "jsonb" -> read(row.getString(column));
      case "timestamptz" -> node.textNode(((Timestamp) value).toInstant().toString());
      case "_text" -> list(row, column);
      default -> node.textNode(row.getString(column));
    };
  }

  private static ArrayNode list(ResultSet row, int column) throws SQLException {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (Object each : (Object[]) row.getArray(column).getArray()) {
      list.add(String.valueOf(each));
    }
    return list;
  }
}
