// The verifier of the settlement: reads everything with Apache Kafka's own Java client, read_committed, works out every
// balance and every deduction from the input, and prints one line of JSON. It shares no code with what it verifies.
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

public class Verifier {
  static final ObjectMapper JSON = new ObjectMapper();
  static final List<String> problems = new ArrayList<>();
  static final Map<String, Long> counts = new TreeMap<>();
  static KafkaConsumer<String, String> consumer;

  public static void main(String[] args) throws Exception {
    String bootstrap = args[0];
    String prefix = args[1];
    String group = args[2];
    Properties settings = new Properties();
    settings.put("bootstrap.servers", bootstrap);
    settings.put("group.id", group);
    settings.put("isolation.level", "read_committed");
    settings.put("enable.auto.commit", "false");
    settings.put("auto.offset.reset", "earliest");
    settings.put("max.poll.records", "5000");
    consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
    int partitions = consumer.partitionsFor(prefix + "ad.clicks").size();
    Map<String, Object> balances = new TreeMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      verify(prefix, partition, balances);
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("problems", problems.size() > 20 ? problems.subList(0, 20) : problems);
    result.put("problemCount", problems.size());
    result.put("counts", counts);
    result.put("balances", balances);
    System.out.println(JSON.writeValueAsString(result));
  }

  static void verify(String prefix, int partition, Map<String, Object> balances) throws Exception {
    List<ConsumerRecord<String, String>> clicks = read(prefix + "ad.clicks", partition, true);
    List<ConsumerRecord<String, String>> charges = read(prefix + "ad.charges", partition, true);
    List<ConsumerRecord<String, String>> deductions = read(prefix + "ad.deductions", partition, false);
    List<ConsumerRecord<String, String>> dead = read(prefix + "ad.dead-letters", partition, false);
    String changelog = prefix + "settlement-budgets-changelog";
    List<ConsumerRecord<String, String>> budgets = read(changelog, partition, false);
    List<ConsumerRecord<String, String>> seenLog = read(prefix + "settlement-clicks-changelog", partition, false);

    Map<String, JsonNode> wanted = new LinkedHashMap<>();
    long poison = 0;
    for (ConsumerRecord<String, String> record : clicks) {
      JsonNode click = object(record.value());
      if (click == null || !isClick(click, record.key())) poison++;
      else if (wanted.putIfAbsent(click.get("clickId").asText(), click) != null) count("repeated", 1);
    }
    Map<String, Deque<Long>> paid = new HashMap<>();
    Set<String> chargeIds = new HashSet<>();
    for (ConsumerRecord<String, String> record : charges) {
      JsonNode charge = object(record.value());
      if (charge == null || !chargeIds.add(charge.get("chargeId").asText())) continue;
      String campaign = charge.get("campaignId").asText();
      paid.computeIfAbsent(campaign, key -> new ArrayDeque<>()).add(charge.get("amount").asLong());
    }
    Map<String, Long> balance = new HashMap<>();
    Set<String> settled = new HashSet<>();
    long lastOffset = -1;
    for (ConsumerRecord<String, String> record : deductions) {
      JsonNode deduction = JSON.readTree(record.value());
      String id = deduction.get("clickId").asText();
      String campaign = deduction.get("campaignId").asText();
      JsonNode click = wanted.get(id);
      long cost = deduction.get("cost").asLong();
      if (click == null) problem(partition, id + " was settled and never came");
      else if (click.get("cost").asLong() != cost) problem(partition, id + " was changed");
      if (!settled.add(id)) problem(partition, id + " was settled twice");
      long offset = deduction.get("clickOffset").asLong();
      if (offset <= lastOffset) problem(partition, id + " is out of order");
      lastOffset = offset;
      boolean isPaid = deduction.get("outcome").asText().equals("deducted");
      long after = deduction.get("balanceAfter").asLong();
      long before = isPaid ? after + cost : after;
      long now = balance.getOrDefault(campaign, 0L);
      Deque<Long> left = paid.getOrDefault(campaign, new ArrayDeque<>());
      while (now != before && !left.isEmpty()) now += left.poll();
      if (now != before) problem(partition, "the balance of " + campaign + " at " + id + " is not explained");
      if (!isPaid && now >= cost) problem(partition, id + " was refused, and could be paid");
      if (after < 0) problem(partition, campaign + " went below zero");
      balance.put(campaign, after);
    }
    for (String id : wanted.keySet()) if (!settled.contains(id)) problem(partition, id + " was lost");
    for (Map.Entry<String, Deque<Long>> each : paid.entrySet()) {
      for (long amount : each.getValue()) balance.merge(each.getKey(), amount, Long::sum);
    }
    Map<String, Long> kept = new HashMap<>();
    for (ConsumerRecord<String, String> record : budgets) {
      kept.put(record.key(), Long.parseLong(record.value().split(" ")[0]));
    }
    for (Map.Entry<String, Long> each : balance.entrySet()) {
      long held = kept.getOrDefault(each.getKey(), 0L);
      if (held != each.getValue()) {
        problem(partition, each.getKey() + " has " + held + ", and should have " + each.getValue());
      }
      balances.put(each.getKey(), each.getValue());
    }
    if (dead.size() != poison) {
      problem(partition, dead.size() + " dead letters for " + poison + " broken records");
    }
    Set<String> seen = new HashSet<>();
    for (ConsumerRecord<String, String> record : seenLog) {
      if (!seen.add(record.key())) problem(partition, record.key() + " is in the changelog twice");
    }
    if (!seen.equals(wanted.keySet())) problem(partition, "the changelog of clicks is another");
    count("clicks", clicks.size());
    count("settled", settled.size());
    count("deadLetters", dead.size());
  }

  /** All that is committed; and, for an input, only what the group has committed to have read, which must be all. */
  static List<ConsumerRecord<String, String>> read(String topic, int number, boolean isInput) throws Exception {
    TopicPartition partition = new TopicPartition(topic, number);
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
    long end = consumer.endOffsets(List.of(partition)).get(partition);
    long highWatermark = end;
    List<ConsumerRecord<String, String>> found = new ArrayList<>();
    long deadline = System.currentTimeMillis() + 60_000;
    while (consumer.position(partition) < end && System.currentTimeMillis() < deadline) {
      consumer.poll(Duration.ofMillis(200)).forEach(found::add);
    }
    if (consumer.position(partition) < end) problem(number, topic + " cannot be read to its end");
    if (isInput && !found.isEmpty()) {
      OffsetAndMetadata committed = consumer.committed(Set.of(partition)).get(partition);
      long last = found.get(found.size() - 1).offset();
      if (committed == null || committed.offset() <= last) problem(number, topic + " was not read to its end");
    }
    return found;
  }

  static boolean isClick(JsonNode click, String key) {
    return click.path("clickId").isTextual() && click.path("cost").isIntegralNumber()
        && click.get("cost").asLong() >= 0 && click.path("campaignId").asText().equals(key);
  }

  static JsonNode object(String value) {
    try {
      JsonNode found = value == null ? null : JSON.readTree(value);
      return found != null && found.isObject() ? found : null;
    } catch (Exception error) {
      return null;
    }
  }

  static void problem(int partition, String text) {
    problems.add("partition " + partition + ": " + text);
  }

  static void count(String what, long number) {
    counts.merge(what, number, Long::sum);
  }
}
