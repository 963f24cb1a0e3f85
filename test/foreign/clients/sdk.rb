# Sends requests with the core of the AWS SDK for Ruby: reads one request a line, and writes one answer a line. See
# ../client.ts. Debian has the core, which signs, sends, retries and reads answers, and STS. It has no models of EC2 and Elastic Load
# Balancing, so those are botocore's.
require 'json'
require 'zlib'
require 'aws-sdk-core'
require 'aws-sdk-core/plugins/protocols/ec2'
require 'aws-sdk-core/plugins/protocols/query'
require 'aws-sdk-core/plugins/signature_v4'
require 'aws-sdk-core/waiters'

# The newest version of a file of botocore's model, which newer packages compress.
def model_of(service, name)
  file = Dir["/usr/lib/python3/dist-packages/botocore/data/#{service}/*/#{name}.json*"].max
  JSON.parse(file.end_with?('.gz') ? Zlib.gunzip(File.binread(file)) : File.read(file))
end

def snake(name)
  name.gsub(/([a-z\d])([A-Z])/, '\1_\2').downcase
end

# Makes shapes of the Ruby SDK from those of a botocore model.
class ShapeBuilder
  include Seahorse::Model
  KINDS = {
    'structure' => Shapes::StructureShape, 'list' => Shapes::ListShape, 'string' => Shapes::StringShape,
    'integer' => Shapes::IntegerShape, 'long' => Shapes::IntegerShape, 'boolean' => Shapes::BooleanShape,
    'timestamp' => Shapes::TimestampShape, 'double' => Shapes::FloatShape, 'float' => Shapes::FloatShape,
    'blob' => Shapes::BlobShape, 'map' => Shapes::MapShape
  }.freeze

  def initialize(model)
    @model = model
    @made = {}
  end

  def ref(given, name = nil)
    return nil unless given
    metadata = given['queryName'] ? { 'queryName' => given['queryName'] } : {}
    metadata['idempotencyToken'] = true if given['idempotencyToken']
    location = given['locationName'] || name
    Shapes::ShapeRef.new(shape: shape(given['shape']), location_name: location, metadata: metadata)
  end

  def shape(name)
    return @made[name] if @made[name]
    given = @model['shapes'][name]
    made = @made[name] = KINDS.fetch(given['type']).new(name: name)
    made.member = ref(given['member']) if given['type'] == 'list'
    made.key, made.value = ref(given['key']), ref(given['value']) if given['type'] == 'map'
    fill(made, given['members']) if given['type'] == 'structure'
    made
  end

  def fill(structure, members)
    members.each { |name, member| structure.add_member(snake(name).to_sym, ref(member, name)) }
    keys = structure.member_names
    structure.struct_class = keys.empty? ? Aws::EmptyStructure : Struct.new(*keys) { include Aws::Structure }
  end
end

# Tokens may be several.
def pager_of(given)
  tokens = [given['output_token'], given['input_token']].map { |names| [names].flatten.map { |name| snake(name) } }
  Aws::Pager.new(tokens: tokens[0].zip(tokens[1]).to_h, limit_key: snake(given['limit_key'].to_s))
end

# Makes the API from the files of botocore's model.
def build_api(service)
  model, paginators = %w[service-2 paginators-1].map { |name| model_of(service, name) }
  shapes = ShapeBuilder.new(model)
  api = Seahorse::Model::Api.new
  api.version = model['metadata']['apiVersion']
  api.metadata = model['metadata']
  model['operations'].each do |name, given|
    operation = Seahorse::Model::Operation.new
    operation.name = name
    operation.http_method, operation.http_request_uri = 'POST', '/'
    operation.input, operation.output = shapes.ref(given['input']), shapes.ref(given['output'])
    pager = paginators['pagination'][name]
    operation[:pager] = pager_of(pager) if pager
    api.add_operation(snake(name).to_sym, operation)
  end
  api
end

module Aws
  # A client as the SDK's generated ones are, without the endpoints of AWS.
  class ModelledClient < Seahorse::Client::Base
    include Aws::ClientStubs

    class << self
      attr_reader :identifier, :errors_module

      def serve(service, protocol)
        @identifier = service.to_sym
        @errors_module = Module.new { extend Aws::Errors::DynamicErrors }
        set_api(build_api(service))
        plugins = [Seahorse::Client::Plugins::ContentLength, protocol]
        plugins += %i[
          CredentialsConfiguration Logging ParamConverter ParamValidator UserAgent HelpfulSocketErrors RetryErrors
          GlobalConfiguration RegionalEndpoint EndpointPattern ResponsePaging StubResponses IdempotencyToken SignatureV4
        ].map { |name| Aws::Plugins.const_get(name) }
        plugins.each { |plugin| add_plugin(plugin) }
      end
    end
  end

  EC2 = Class.new(ModelledClient) { serve('ec2', Plugins::Protocols::EC2) }
  ELBv2 = Class.new(ModelledClient) { serve('elbv2', Plugins::Protocols::Query) }
end

def to_input(value)
  case value
  when Hash then value.to_h { |name, item| [snake(name).to_sym, to_input(item)] }
  when Array then value.map { |item| to_input(item) }
  else value
  end
end

def to_output(value)
  case value
  when Struct then to_output(value.to_h)
  when Hash then value.to_h { |name, item| [name.to_s.split('_').map(&:capitalize).join, to_output(item)] }
  when Array then value.map { |item| to_output(item) }
  when Time then value.utc.iso8601
  else value
  end
end

# The waiter of botocore's model, run by the waiters of the Ruby SDK.
def wait(client, name, input)
  waiter = model_of('ec2', 'waiters-2')['waiters'][name]
  acceptors = waiter['acceptors'].map { |acceptor| acceptor.merge('argument' => snake(acceptor['argument'].to_s)) }
  poller = Aws::Waiters::Poller.new(operation_name: snake(waiter['operation']).to_sym, acceptors: acceptors)
  Aws::Waiters::Waiter.new(max_attempts: 20, delay: 1, poller: poller).wait(client: client, params: input)
  nil
end

def answer(request)
  given = request['credentials']
  credentials = Aws::Credentials.new(given['accessKeyId'], given['secretAccessKey'], given['sessionToken'])
  client = { 'ec2' => Aws::EC2, 'elbv2' => Aws::ELBv2, 'sts' => Aws::STS::Client }.fetch(request['service'])
           .new(endpoint: ARGV[0], region: ARGV[1], credentials: credentials)
  input = to_input(request['input'])
  return wait(client, request['action'], input) if request['how'] == 'wait'
  response = client.public_send(snake(request['action']), input)
  request['how'] == 'pages' ? response.each.map { |page| to_output(page.data) } : to_output(response.data)
end

STDIN.each_line do |line|
  result =
    begin
      { output: answer(JSON.parse(line)) }
    rescue Aws::Errors::ServiceError => e
      { error: { code: e.code, status: e.context.http_response.status_code } }
    end
  puts JSON.generate(result)
  STDOUT.flush
end
