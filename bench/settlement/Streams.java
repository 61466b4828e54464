// The settlement as a Kafka Streams program, exactly_once_v2 with in-memory stores: the same topics, rules and outputs as
// pipeline/pipelines/settlement.ts. Arguments: brokers, input prefix, own prefix (application id and outputs), threads, window.
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.serialization.*;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.*;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.*;

public class Streams {
  static final long MOST_MONEY = 1_000_000_000_000L;

  @JsonIgnoreProperties(ignoreUnknown = true)
  public static class Click {
    public String clickId;
    public String campaignId;
    public long cost = -1;
    public long at = -1;
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  public static class Charge {
    public String chargeId;
    public String campaignId;
    public long amount = -1;
    public long at = -1;
  }

  static class Settle implements Processor<String, byte[], String, byte[]> {
    static final ObjectMapper JSON = new ObjectMapper();
    final ObjectReader clickReader = JSON.readerFor(Click.class);
    final ObjectReader chargeReader = JSON.readerFor(Charge.class);
    final String charges;
    final long windowMs;
    final byte[] seenAt = new byte[8];
    ProcessorContext<String, byte[]> context;
    KeyValueStore<String, String> budgets;
    WindowStore<String, byte[]> clicks;
    KeyValueStore<String, byte[]> chargesSeen;

    Settle(String charges, long windowMs) {
      this.charges = charges;
      this.windowMs = windowMs;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> given) {
      context = given;
      budgets = context.getStateStore("budgets");
      clicks = context.getStateStore("clicks");
      chargesSeen = context.getStateStore("charges");
    }

    @Override
    public void process(Record<String, byte[]> record) {
      RecordMetadata from = context.recordMetadata().get();
      try {
        if (from.topic().equals(charges)) charge(record);
        else click(record, from);
      } catch (Exception error) {
        context.forward(record, "dead-letters");
      }
    }

    void charge(Record<String, byte[]> record) throws Exception {
      Charge charge = chargeReader.readValue(record.value());
      check(charge.chargeId, charge.campaignId, charge.amount, charge.at, record.key());
      if (chargesSeen.get(charge.chargeId) != null) return;
      chargesSeen.put(charge.chargeId, seenAt);
      String budget = budgets.get(charge.campaignId);
      long balance = Math.addExact(balanceOf(budget), charge.amount);
      budgets.put(charge.campaignId, text(balance, isDry(budget) && charge.amount == 0));
    }

    void click(Record<String, byte[]> record, RecordMetadata from) throws Exception {
      Click click = clickReader.readValue(record.value());
      check(click.clickId, click.campaignId, click.cost, click.at, record.key());
      long now = Math.max(record.timestamp(), context.currentStreamTimeMs());
      long bucket = now - now % windowMs;
      if (isSeen(click.clickId, bucket, now) || isSeen(click.clickId, bucket - windowMs, now)) return;
      byte[] time = ByteBuffer.allocate(8).putLong(now).array();
      clicks.put(click.clickId, time, bucket);
      String budget = budgets.get(click.campaignId);
      long before = balanceOf(budget);
      boolean isEnough = before >= click.cost;
      long balance = isEnough ? before - click.cost : before;
      boolean isNowDry = !isEnough || balance == 0;
      if (balance != before || (isNowDry && !isDry(budget))) {
        budgets.put(click.campaignId, text(balance, isDry(budget) || isNowDry));
      }
      StringBuilder out = new StringBuilder(220);
      out.append("{\"clickId\":").append(quote(click.clickId)).append(",\"campaignId\":").append(quote(click.campaignId));
      out.append(",\"cost\":").append(click.cost).append(",\"balanceAfter\":").append(balance);
      out.append(",\"outcome\":\"").append(isEnough ? "deducted" : "insufficient");
      out.append("\",\"clickPartition\":").append(from.partition()).append(",\"clickOffset\":").append(from.offset());
      out.append(",\"at\":").append(click.at).append('}');
      context.forward(new Record<>(click.campaignId, bytes(out), record.timestamp()), "deductions");
      if (!isNowDry || isDry(budget)) return;
      StringBuilder dry = new StringBuilder(160);
      dry.append("{\"campaignId\":").append(quote(click.campaignId)).append(",\"clickId\":").append(quote(click.clickId));
      dry.append(",\"balance\":").append(balance).append(",\"at\":").append(click.at).append('}');
      context.forward(new Record<>(click.campaignId, bytes(dry), record.timestamp()), "exhausted");
    }

    boolean isSeen(String clickId, long bucket, long now) {
      byte[] time = clicks.fetch(clickId, bucket);
      return time != null && ByteBuffer.wrap(time).getLong() + windowMs > now;
    }

    static void check(String id, String campaignId, long money, long at, String key) {
      boolean isRight = isId(id) && isId(campaignId) && money >= 0 && money <= MOST_MONEY && at >= 0;
      if (!isRight || !campaignId.equals(key)) throw new IllegalArgumentException("it cannot be settled");
    }

    static boolean isId(String id) {
      return id != null && !id.isEmpty() && id.length() <= 128;
    }

    static String quote(String text) throws Exception {
      for (int at = 0; at < text.length(); at++) {
        char c = text.charAt(at);
        boolean isPlain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= '-' && c <= ':') || (c >= 'A' && c <= 'Z') || c == '_';
        if (!isPlain) return JSON.writeValueAsString(text);
      }
      return '"' + text + '"';
    }

    static byte[] bytes(StringBuilder text) {
      return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    static String text(long balance, boolean isDry) {
      return isDry ? balance + " exhausted" : Long.toString(balance);
    }

    static boolean isDry(String budget) {
      return budget != null && budget.endsWith(" exhausted");
    }

    static long balanceOf(String budget) {
      if (budget == null) return 0;
      int end = budget.indexOf(' ');
      return Long.parseLong(budget, 0, end < 0 ? budget.length() : end, 10);
    }
  }

  public static void main(String[] args) throws Exception {
    String inputs = args[1];
    String prefix = args[2];
    long windowMs = Long.parseLong(args[4]);
    Properties settings = new Properties();
    settings.put("bootstrap.servers", args[0]);
    settings.put("application.id", prefix + "streams");
    settings.put("num.stream.threads", args[3]);
    settings.put("processing.guarantee", "exactly_once_v2");
    settings.put("commit.interval.ms", "100");
    settings.put("state.dir", System.getProperty("java.io.tmpdir"));
    settings.put("consumer.auto.offset.reset", "earliest");
    settings.put("session.timeout.ms", "10000");
    settings.put("statestore.cache.max.bytes", String.valueOf(64 * 1024 * 1024));
    settings.put("buffered.records.per.partition", "10000");
    settings.put("consumer.max.poll.records", "5000");
    settings.put("producer.batch.size", String.valueOf(128 * 1024));
    settings.put("producer.buffer.memory", String.valueOf(64 * 1024 * 1024));
    for (int at = 5; at < args.length; at++) settings.put(args[at].split("=")[0], args[at].split("=")[1]);

    String charges = inputs + "ad.charges";
    Topology topology = new Topology();
    Serde<byte[]> raw = Serdes.ByteArray();
    topology.addSource("in", new StringDeserializer(), new ByteArrayDeserializer(), inputs + "ad.clicks", charges);
    topology.addProcessor("settle", () -> new Settle(charges, windowMs), "in");
    topology.addStateStore(
        Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore("budgets"), Serdes.String(), Serdes.String())
            .withLoggingEnabled(Map.of()).withCachingEnabled(), "settle");
    topology.addStateStore(
        Stores.windowStoreBuilder(
                Stores.inMemoryWindowStore("clicks", Duration.ofMillis(3 * windowMs), Duration.ofMillis(windowMs), false),
                Serdes.String(), raw)
            .withLoggingEnabled(Map.of()).withCachingDisabled(), "settle");
    topology.addStateStore(
        Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore("charges"), Serdes.String(), raw)
            .withLoggingEnabled(Map.of()).withCachingDisabled(), "settle");
    for (String sink : new String[] {"deductions", "exhausted", "dead-letters"}) {
      String topic = prefix + (sink.equals("exhausted") ? "ad.budget-exhausted" : "ad." + sink);
      topology.addSink(sink, topic, new StringSerializer(), new ByteArraySerializer(), "settle");
    }
    KafkaStreams streams = new KafkaStreams(topology, settings);
    CountDownLatch ended = new CountDownLatch(1);
    CloseOptions leaving =
        CloseOptions.timeout(Duration.ofSeconds(20)).withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      streams.close(leaving);
      ended.countDown();
    }));
    streams.start();
    ended.await();
  }
}
