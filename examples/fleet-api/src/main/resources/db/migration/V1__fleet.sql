-- Identifiers of devices are text: abc-123 is one.
CREATE TABLE devices (
  uuid             text PRIMARY KEY,
  device_name      text NOT NULL,
  device_type      text NOT NULL,
  is_active        boolean NOT NULL DEFAULT true,
  tags             jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(tags) = 'array'),
  zone             text,
  online           boolean,
  version          text,
  deployment_type  text,
  document         jsonb,        -- its retained state, as it was heard last
  document_at      timestamptz,
  retained_update  text,         -- whose command the broker retains for it
  latest_update    text,         -- the newest update or rollback
  created_at       timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX devices_type ON devices (device_type, uuid);
CREATE INDEX devices_version ON devices (version, uuid);
CREATE INDEX devices_tags ON devices USING gin (tags jsonb_path_ops);

-- The state of devices that nobody has registered yet; bounded.
CREATE TABLE strangers (
  uuid             text PRIMARY KEY,
  online           boolean NOT NULL,
  version          text,
  deployment_type  text,
  zone             text,
  document         jsonb NOT NULL,
  heard            timestamptz NOT NULL
);

CREATE TABLE rollouts (
  id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name              text NOT NULL,
  command           jsonb NOT NULL,       -- version, force, …
  local_time        time,                 -- at that time of day where the device is
  stages            jsonb NOT NULL,       -- [{"percent":10,"soak":"24h"},{"tag":"staging",…}]
  failure_threshold numeric NOT NULL,     -- per cent of a stage
  state             text NOT NULL CHECK (state IN ('running', 'paused', 'stopped', 'completed', 'cancelled')),
  reason            text,
  stage             int NOT NULL DEFAULT 0,
  soaking_since     timestamptz,
  created_by        text NOT NULL,
  created_at        timestamptz NOT NULL DEFAULT now(),
  ended_at          timestamptz
);
CREATE INDEX rollouts_running ON rollouts (id) WHERE state = 'running';

CREATE TABLE batches (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  command     jsonb NOT NULL,
  created_by  text NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE updates (
  device_uuid      text NOT NULL REFERENCES devices (uuid),
  id               text NOT NULL,
  action           text NOT NULL CHECK (action IN ('update', 'rollback', 'cancel')),
  version          text,
  scheduled_time   timestamptz,
  force            boolean NOT NULL DEFAULT false,
  expires          timestamptz,
  state            text NOT NULL CHECK (state IN ('pending', 'acknowledged', 'scheduled', 'in_progress',
                                                  'succeeded', 'failed', 'timeout', 'cancelled')),
  ended_by         text CHECK (ended_by IN ('device', 'cloud')), -- a device's word is final, the cloud's a guess
  reason           text,
  error            text,
  phase            text,
  percent          int,
  current_version  text,
  previous_version text,
  target_version   text,
  deployment_type  text,
  duration_ms      bigint,
  downtime_ms      bigint,
  device           text,
  warning          text,
  last_sequence    bigint NOT NULL DEFAULT -1,
  rollout_id       bigint REFERENCES rollouts (id),
  stage            int,
  batch_id         bigint REFERENCES batches (id),
  created_by       text NOT NULL,
  created_at       timestamptz NOT NULL DEFAULT now(),
  acknowledged_at  timestamptz,
  started_at       timestamptz,
  ended_at         timestamptz,
  deadline         timestamptz NOT NULL,
  number           bigint GENERATED ALWAYS AS IDENTITY,           -- the order in which they were made
  PRIMARY KEY (device_uuid, id)
);
CREATE UNIQUE INDEX updates_number ON updates (number);
CREATE INDEX updates_of_device ON updates (device_uuid, number DESC);
CREATE INDEX updates_deadline ON updates (deadline) WHERE ended_by IS NULL;
CREATE INDEX updates_expires ON updates (expires) WHERE ended_by IS NULL AND expires IS NOT NULL;
CREATE INDEX updates_ended ON updates (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX updates_batch ON updates (batch_id) WHERE batch_id IS NOT NULL;
CREATE INDEX updates_rollout ON updates (rollout_id, stage) WHERE rollout_id IS NOT NULL;

-- Which device is in which stage; it is commanded once, and this is where that is kept.
CREATE TABLE rollout_devices (
  rollout_id   bigint NOT NULL REFERENCES rollouts (id),
  device_uuid  text NOT NULL REFERENCES devices (uuid),
  stage        int NOT NULL,
  update_id    text,
  withdrawn    boolean NOT NULL DEFAULT false,
  PRIMARY KEY (rollout_id, device_uuid)
);
CREATE INDEX rollout_devices_stage ON rollout_devices (rollout_id, stage, device_uuid);

-- What a broker has yet to acknowledge. One at a time for a device, in order.
CREATE TABLE outbox (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  device_uuid  text NOT NULL REFERENCES devices (uuid),
  topic        text NOT NULL,
  payload      bytea NOT NULL,
  expires      timestamptz,
  due          timestamptz NOT NULL DEFAULT now()  -- later, if the broker has refused it
);
CREATE INDEX outbox_of_device ON outbox (device_uuid, id);

-- Everything that devices have said; timestamp is when it was heard, by the clock of this database.
CREATE TABLE mqtt_messages (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  device_uuid  text NOT NULL,
  topic        text NOT NULL,
  type         text NOT NULL,
  timestamp    timestamptz NOT NULL DEFAULT now(),
  reported_at  timestamptz,
  update_id    text NOT NULL,
  sequence     bigint NOT NULL,
  payload      jsonb NOT NULL,
  UNIQUE (device_uuid, sequence)
);
CREATE INDEX mqtt_messages_timestamp ON mqtt_messages (timestamp);
CREATE INDEX mqtt_messages_of_update ON mqtt_messages (device_uuid, update_id, sequence);

-- Not unique: whoever provisions devices by hand may insert a row that is there already.
CREATE TABLE mqtt_acls (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  username  text NOT NULL,
  topic     text NOT NULL,
  rw        int NOT NULL CHECK (rw BETWEEN 1 AND 3)  -- 1 read, 2 write, 3 both
);
CREATE INDEX mqtt_acls_username ON mqtt_acls (username);

-- What tells this fleet from another one at the same broker.
CREATE TABLE fleet (id text NOT NULL);
INSERT INTO fleet VALUES (substr(md5(gen_random_uuid()::text), 1, 8));

-- Sessions at the broker that may hold statuses for us; each is one copy's while that lives.
CREATE TABLE broker_sessions (
  number      int PRIMARY KEY,
  created_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE tokens (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name        text NOT NULL,
  hash        bytea NOT NULL UNIQUE,
  scopes      text[] NOT NULL,
  created_by  text NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  revoked_at  timestamptz
);

CREATE TABLE audit (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at       timestamptz NOT NULL DEFAULT now(),
  token    text NOT NULL,
  token_id bigint NOT NULL,
  address  text NOT NULL,
  action   text NOT NULL,
  subject  text NOT NULL,
  detail   jsonb NOT NULL,
  status   int NOT NULL
);

-- Answers to calls with an Idempotency-Key, so that a repeat gets the same one.
CREATE TABLE answers (
  token_id    bigint NOT NULL REFERENCES tokens (id),
  key         text NOT NULL,
  call        bytea NOT NULL,
  status      int,
  location    text,
  body        text,
  created_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (token_id, key)
);
CREATE INDEX answers_created ON answers (created_at);
