package ca.iotistic.fleet.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class DatabaseUrlTest {
  @Test
  void theFormOfPlatformsIsRead() {
    DatabaseUrl url =
        DatabaseUrl.parse("postgres://fleet:p%40ss+word@db.example/fleet?sslmode=require");

    assertThat(url.jdbc()).isEqualTo("jdbc:postgresql://db.example:5432/fleet?sslmode=require");
    assertThat(url.user()).contains("fleet");
    assertThat(url.password()).contains("p@ss+word");
    assertThat(url.toString()).doesNotContain("p@ss");
  }

  @Test
  void theFormOfJdbcIsLeftAsItIs() {
    assertThat(DatabaseUrl.parse("jdbc:postgresql://db/fleet?user=fleet&password=x").jdbc())
        .isEqualTo("jdbc:postgresql://db/fleet?user=fleet&password=x");
  }
}
