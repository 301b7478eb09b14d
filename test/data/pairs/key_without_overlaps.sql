-- keys and foreign keys of periods
-- @since 18
-- @before
CREATE TABLE room (
    id int4range,
    during daterange,
    CONSTRAINT room_key PRIMARY KEY (id, during WITHOUT OVERLAPS)
);
CREATE TABLE booking (
    room int4range,
    during daterange,
    CONSTRAINT of_room FOREIGN KEY (room, PERIOD during) REFERENCES room (id, PERIOD during)
);
-- @after
CREATE TABLE room (
    id int4range,
    during daterange,
    CONSTRAINT room_key UNIQUE (id, during WITHOUT OVERLAPS)
);
CREATE TABLE booking (
    room int4range,
    during daterange,
    CONSTRAINT booking_key PRIMARY KEY (room, during WITHOUT OVERLAPS),
    CONSTRAINT of_room FOREIGN KEY (room, PERIOD during) REFERENCES room (id, PERIOD during)
);
